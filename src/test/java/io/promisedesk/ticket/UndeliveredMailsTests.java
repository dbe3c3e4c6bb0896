package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.notification.Postman;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.workplace.Notices;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A mail to a customer that the outbox gives up. */
@PromisedeskTest
class UndeliveredMailsTests {

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    Notices notices;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @Autowired
    ApplicationContext application;

    @Test
    void tellsTheSupervisorWhereNobodyOwnsTheTicket() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        sendToNoAddress("acknowledgement");

        assertThat(views.ticket(number, ANNA).messages())
                .filteredOn(message -> !message.isPublic())
                .singleElement()
                .satisfies(note -> assertThat(note.text())
                        .startsWith("The mail to not an address did not arrive and will not be sent again."));
        assertThat(views.audit(number, ANNA))
                .extracting(TicketView.Entry::action)
                .containsExactly("opened", "mail-failed");
        assertThat(told()).containsExactly("vera@promisedesk.local");
        assertThat(jdbc.sql("select text from notification_mail where kind = 'mail-failed'")
                        .query(String.class)
                        .single())
                .contains("Promisedesk, пн, 2 марта", "The mail to not an address did not arrive");
        assertThat(notices.unseen("vera")).extracting(Notices.Notice::kind).containsExactly(Notices.Kind.MAIL_FAILED);
    }

    @Test
    void tellsTheOwnerAlone() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        Postman.send(application);
        desk.reply(number, "Because of the tax.", List.of(), false, ANNA);
        sendToNoAddress("reply");

        assertThat(told()).containsExactly("anna@promisedesk.local");
        assertThat(notices.unseen("anna")).extracting(Notices.Notice::kind).containsExactly(Notices.Kind.MAIL_FAILED);
        assertThat(notices.unseen("vera")).isEmpty();
    }

    @Test
    void tellsLaterWhereTellingFails() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        // Whoever hears of it fails.
        jdbc.sql("update notification_mail set ticket = 'no number'").update();
        sendToNoAddress("acknowledgement");
        assertThat(acknowledgement()).isEqualTo("FAILED after 1");
        assertThat(told()).isEmpty();

        jdbc.sql("update notification_mail set ticket = :number")
                .param("number", number.value())
                .update();
        engine.pass(Duration.ofMinutes(5));
        Postman.send(application);
        engine.pass(Duration.ofMinutes(5));
        Postman.send(application);

        assertThat(views.audit(number, ANNA))
                .extracting(TicketView.Entry::action)
                .containsExactly("opened", "mail-failed");
        assertThat(told()).containsExactly("vera@promisedesk.local");
        assertThat(acknowledgement()).isEqualTo("FAILED after 1");
    }

    private String acknowledgement() {
        return jdbc.sql("select state || ' after ' || attempts from notification_mail where kind = 'acknowledgement'")
                .query(String.class)
                .single();
    }

    @Test
    void saysNothingOnTheTicketOfAMailToOneOfOurs() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        jdbc.sql("update notification_mail set person = 'vera'").update();
        sendToNoAddress("acknowledgement");

        assertThat(views.ticket(number, ANNA).messages()).hasSize(1);
        assertThat(told()).isEmpty();
    }

    private void sendToNoAddress(String kind) {
        jdbc.sql("update notification_mail set recipient = 'not an address' where kind = :kind")
                .param("kind", kind)
                .update();
        Postman.send(application);
    }

    private List<String> told() {
        return jdbc.sql("select recipient from notification_mail where kind = 'mail-failed'")
                .query(String.class)
                .list();
    }
}
