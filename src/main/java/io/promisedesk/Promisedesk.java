package io.promisedesk;

import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Case management for customer service in which time is the first-class thing. */
@SpringBootApplication
public class Promisedesk {

    public static void main(String[] args) {
        // The engine writes its times without a zone, as the clock of the machine shows them: an hour twice in autumn.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        SpringApplication.run(Promisedesk.class, args);
    }
}
