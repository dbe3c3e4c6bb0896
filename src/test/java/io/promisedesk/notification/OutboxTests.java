package io.promisedesk.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.MailServer;
import io.promisedesk.PromisedeskTest;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class OutboxTests {

    private static final int CLOSED_PORT = 1;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    OutboxSender sender;

    @Autowired
    Outbox outbox;

    @Autowired
    SentMails sentMails;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JavaMailSenderImpl smtp;

    @Autowired
    Engine engine;

    @Test
    void sendsWhatWasCommittedAndNothingElse() {
        transaction.executeWithoutResult(tx -> {
            events.publishEvent(MailSamples.reply("rolled-back"));
            tx.setRollbackOnly();
        });
        transaction.executeWithoutResult(tx -> events.publishEvent(MailSamples.reply("committed")));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(received()).hasSize(1);
        assertThat(state("committed")).isEqualTo("SENT");
    }

    @Test
    void sendsOncePerKeyHoweverOftenItIsAsked() {
        events.publishEvent(MailSamples.acknowledgement("once"));
        events.publishEvent(MailSamples.acknowledgement("once"));
        sender.sendDue();
        events.publishEvent(MailSamples.acknowledgement("once"));
        sender.sendDue();

        assertThat(received()).hasSize(1);
    }

    @Test
    void threadsAndAddressesAReplyInAnyScript() throws Exception {
        events.publishEvent(MailSamples.reply("reply"));
        sender.sendDue();

        MimeMessage mail = received().get(0);
        assertThat(mail.getMessageID()).isEqualTo("<abc@promisedesk.local>");
        assertThat(mail.getHeader("In-Reply-To", null)).isEqualTo("<second@example.org>");
        assertThat(mail.getHeader("References", null).split("\\s+"))
                .containsExactly("<first@example.org>", "<second@example.org>");
        assertThat(mail.getHeader("Auto-Submitted")).isNull();
        assertThat(mail.getSubject()).isEqualTo("Re: Не работает принтер [T-2026-000001]");
        assertThat(((InternetAddress) mail.getAllRecipients()[0]).getPersonal())
                .isEqualTo("Ольга Преображенская-Воскресенская");
        assertThat(mail.getFrom()[0]).hasToString("Promisedesk <support@promisedesk.local>");
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        var texts = (Multipart) mail.getContent();
        assertThat(texts.getBodyPart(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(texts.getBodyPart(0).getContent()).isEqualTo("Здравствуйте!");
        assertThat(texts.getBodyPart(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
    }

    @Test
    void marksAutomaticMailSoThatNoMachineAnswersIt() throws Exception {
        events.publishEvent(MailSamples.acknowledgement("ack"));
        sender.sendDue();

        assertThat(received().get(0).getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
        assertThat(received().get(0).getHeader("X-Auto-Response-Suppress", null))
                .isEqualTo("All");
    }

    @Test
    void attachesFilesUnderTheirNames() throws Exception {
        events.publishEvent(MailSamples.withFile(
                "file",
                new MailFile("счёт за март.txt", "text/plain; charset=utf-8", "сто".getBytes(StandardCharsets.UTF_8))));
        events.publishEvent(MailSamples.withFile(
                "odd", new MailFile("a\r\nBcc: x@example.org", "no type at all", new byte[] {1, 2})));
        sender.sendDue();

        assertThat(received()).hasSize(2);
        var part = ((Multipart) received().get(0).getContent()).getBodyPart(1);
        assertThat(part.getFileName()).contains("счёт за март.txt");
        assertThat(part.getInputStream()).hasBinaryContent("сто".getBytes(StandardCharsets.UTF_8));
        var odd = ((Multipart) received().get(1).getContent()).getBodyPart(1);
        assertThat(odd.getContentType()).startsWith("application/octet-stream");
        assertThat(odd.getHeader("Bcc")).isNull();
    }

    @Test
    void waitsForTheInstantItWasAskedToWaitFor() {
        events.publishEvent(MailSamples.notBefore("later", engine.now().plus(Duration.ofHours(2))));
        assertThat(sender.sendDue()).isZero();

        engine.pass(Duration.ofHours(2));
        assertThat(sender.sendDue()).isEqualTo(1);
    }

    @Test
    void keepsMailWhileTheServerIsDownAndSendsItWhenItIsBack() {
        events.publishEvent(MailSamples.reply("first"));
        events.publishEvent(MailSamples.acknowledgement("second"));
        int port = smtp.getPort();
        smtp.setPort(CLOSED_PORT);
        try {
            assertThat(sender.sendDue()).isZero();
        } finally {
            smtp.setPort(port);
        }
        assertThat(state("first")).isEqualTo("PENDING");
        assertThat(jdbc.sql("select last_error from notification_mail where key = 'first'")
                        .query(String.class)
                        .single())
                .contains("connect");

        engine.pass(Outbox.pauseAfter(1));
        assertThat(sender.sendDue()).isEqualTo(2);
    }

    @Test
    void sendsAgainUnderTheSameIdWhenANodeDiedInBetween() throws Exception {
        events.publishEvent(MailSamples.acknowledgement("crash"));
        OutgoingMail taken = outbox.takeNext().get(0);

        assertThat(sender.sendDue()).as("while the lease lasts").isZero();
        engine.pass(Duration.ofMinutes(5));
        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(received().get(0).getMessageID()).isEqualTo(taken.messageId());
    }

    @Test
    void leavesAMailToTheNodeThatTookIt() {
        events.publishEvent(MailSamples.acknowledgement("one"));
        transaction.executeWithoutResult(tx -> {
            assertThat(outbox.takeNext()).hasSize(1);
            var other = new Thread(() -> sender.sendDue());
            other.start();
            try {
                other.join(10_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(other.isAlive()).as("blocked by the first").isFalse();
        });
        assertThat(received()).isEmpty();
    }

    @Test
    void givesUpAfterDaysAndSaysSo() {
        events.publishEvent(MailSamples.reply("hopeless"));
        int port = smtp.getPort();
        smtp.setPort(CLOSED_PORT);
        try {
            sender.sendDue();
            engine.pass(Duration.ofDays(3).plusMinutes(1));
            sender.sendDue();
        } finally {
            smtp.setPort(port);
        }
        assertThat(state("hopeless")).isEqualTo("FAILED");
        engine.pass(Duration.ofDays(1));
        assertThat(sender.sendDue()).isZero();
    }

    @Test
    void doesNotRetryAnAddressThatIsNone() {
        transaction.executeWithoutResult(tx -> {
            events.publishEvent(MailSamples.reply("bad"));
            jdbc.sql("update notification_mail set recipient = 'not an address'")
                    .update();
        });
        sender.sendDue();

        assertThat(state("bad")).isEqualTo("FAILED");
    }

    @Test
    void knowsWhoseAnswerAMessageIdBelongsTo() {
        events.publishEvent(MailSamples.reply("reply"));

        assertThat(sentMails.byMessageId("<abc@promisedesk.local>"))
                .contains(new SentMails.SentMail("T-2026-000001", null));
        assertThat(sentMails.byMessageId("<other@promisedesk.local>")).isEmpty();
        assertThat(sentMails.wentTo("T-2026-000001", "OLGA@example.org")).isTrue();
        assertThat(sentMails.wentTo("T-2026-000002", "olga@example.org")).isFalse();
        assertThat(sentMails.isOurs("Support@promisedesk.local")).isTrue();
    }

    private String state(String key) {
        return jdbc.sql("select state from notification_mail where key = :key")
                .param("key", key)
                .query(String.class)
                .single();
    }

    private static List<MimeMessage> received() {
        return MailServer.mailsTo("olga@example.org");
    }
}
