package io.promisedesk.tryout;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.promisedesk.tryout.SampleMail.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The customers of the first start: they write by real mail, and the desk has answered some of them. */
@Component
@Profile("tryout")
class Samples {

    private final List<SampleMail> mails = read();
    private final CustomerMail customerMail;
    private final Done done;

    Samples(CustomerMail customerMail, Done done) {
        this.customerMail = customerMail;
        this.done = done;
    }

    private static List<SampleMail> read() {
        YAMLMapper yaml = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (InputStream in = new ClassPathResource("tryout/mails.yaml").getInputStream()) {
            return yaml.readValue(in, File.class).mails();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the sample mails", e);
        }
    }

    /** Each mail is sent once in the life of this try-out. */
    void play() {
        for (SampleMail mail : mails) {
            if (done.mark("sample." + mail.address())) {
                customerMail.send(mail.name(), mail.address(), mail.subject(), mail.text(), List.of());
            }
        }
    }

    boolean wroteFrom(String address) {
        return mails.stream().anyMatch(mail -> mail.address().equalsIgnoreCase(address));
    }
}
