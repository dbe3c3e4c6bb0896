package io.promisedesk.tryout;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Sends mail as a customer would: over SMTP, from outside the application's own outbox. */
@Component
@Profile("tryout & !replay")
class CustomerMail {

    static final String SUPPORT = "support@promisedesk.local";

    private final LocalMailServer server;
    private final Clock clock;

    CustomerMail(LocalMailServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** @param references the thread it answers, oldest first; empty for a new one */
    void send(String name, String address, String subject, String text, List<String> references) {
        JavaMailSenderImpl smtp = new JavaMailSenderImpl();
        smtp.setHost("127.0.0.1");
        smtp.setPort(server.smtpPort());
        MimeMessage message = smtp.createMimeMessage();
        try {
            var mail = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
            mail.setFrom(new InternetAddress(address, name, StandardCharsets.UTF_8.name()));
            mail.setTo(SUPPORT);
            mail.setSubject(subject);
            mail.setText(text);
            mail.setSentDate(Date.from(clock.instant()));
            if (!references.isEmpty()) {
                message.setHeader("In-Reply-To", references.get(references.size() - 1));
                message.setHeader("References", String.join("\r\n ", references));
            }
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("cannot write this mail: " + e.getMessage(), e);
        }
        smtp.send(message);
        // A customer who writes has a mailbox, in which the answer will be seen.
        server.mailbox(address);
    }
}
