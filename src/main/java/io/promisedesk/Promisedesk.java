package io.promisedesk;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Case management for customer service in which time is the first-class thing. */
@SpringBootApplication
public class Promisedesk {

    public static void main(String[] args) {
        SpringApplication.run(Promisedesk.class, args);
    }
}
