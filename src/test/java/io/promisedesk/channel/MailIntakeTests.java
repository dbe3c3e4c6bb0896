package io.promisedesk.channel;

import static io.promisedesk.channel.MailParserTests.crlf;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.MailServer;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Store;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PromisedeskTest
class MailIntakeTests {

    private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMIN), Set.of());
    private static final Actor ANNA = new Actor("anna", Set.of(Role.AGENT), Set.of("service"));

    @Autowired
    IntakeSettings limits;

    @Autowired
    MailboxReader reader;

    @Autowired
    AsideDesk asideDesk;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @BeforeEach
    void forgetOldFailures() {
        reader.disconnect();
    }

    @Test
    void opensATicketFromAMail() throws Exception {
        deliver(
                """
                From: Mia Brown <mia@example.org>
                Subject: Question about my invoice
                Message-ID: <1@example.org>

                Why is it higher?
                """);
        reader.readOnce();

        TicketView ticket = onlyTicket();
        assertThat(ticket.subject()).isEqualTo("Question about my invoice");
        assertThat(ticket.customer().email()).isEqualTo("mia@example.org");
        assertThat(ticket.customer().name()).isEqualTo("Mia Brown");
        assertThat(ticket.receivedAt()).isEqualTo(Engine.MONDAY_MORNING);
        assertThat(texts(ticket)).contains("Why is it higher?");
        assertThat(flagsInMailbox()).allMatch(flags -> flags.contains(Flags.Flag.SEEN));
    }

    @Test
    void takesAMailOnceHoweverOftenItComes() throws Exception {
        String mail = "From: mia@example.org\nSubject: Invoice\nMessage-ID: <1@example.org>\n\nWhy?";
        deliver(mail);
        deliver(mail);
        reader.readOnce();
        reader.readOnce();

        assertThat(tickets()).hasSize(1);
    }

    @Test
    void takesAMailOnceWhenTheNodeDiesBeforeItMarksIt() throws Exception {
        deliver("From: mia@example.org\nSubject: Invoice\nMessage-ID: <1@example.org>\n\nWhy?");
        reader.readOnce();
        unmarkAll();
        reader.readOnce();

        assertThat(tickets()).hasSize(1);
        assertThat(flagsInMailbox()).allMatch(flags -> flags.contains(Flags.Flag.SEEN));
    }

    @Test
    void takesAMailWithoutIdOnce() throws Exception {
        deliver("From: mia@example.org\nSubject: Invoice\n\nWhy?");
        reader.readOnce();
        unmarkAll();
        reader.readOnce();

        assertThat(tickets()).hasSize(1);
    }

    @Test
    void doesNotLoseAnotherMailUnderAnIdThatWasUsedBefore() throws Exception {
        deliver("From: mia@example.org\nSubject: Invoice\nMessage-ID: <1@example.org>\n\nWhy?");
        deliver("From: leo@example.org\nSubject: Parcel\nMessage-ID: <1@example.org>\n\nWhere?");
        reader.readOnce();

        assertThat(tickets()).hasSize(1);
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.REUSED_ID);

        TicketNumber opened = asideDesk.open(aside().get(0).id(), ADMIN);
        assertThat(views.ticket(opened, ADMIN).subject()).isEqualTo("Parcel");
    }

    @Test
    void readsRussianMailAndOpensARussianTicket() throws Exception {
        byte[] mail =
                """
                From: =?windows-1251?Q?=C8=E2=E0=ED?= <ivan@example.org>
                Subject: =?koi8-r?B?7sUg0MXewdTBxdQ=?=
                Message-ID: <ru@example.org>
                Content-Type: text/plain; charset=koi8-r
                Content-Transfer-Encoding: 8bit

                Принтер не печатает, помогите!
                """
                        .replace("\n", "\r\n")
                        .getBytes(Charset.forName("KOI8-R"));
        MailServer.deliver(mail);
        reader.readOnce();

        TicketView ticket = onlyTicket();
        assertThat(ticket.subject()).isEqualTo("Не печатает");
        assertThat(ticket.language()).isEqualTo("ru");
        assertThat(ticket.customer().name()).isEqualTo("Иван");
        assertThat(texts(ticket)).contains("Принтер не печатает, помогите!");
    }

    @Test
    void joinsAnAnswerToItsTicketByWhatItAnswers() throws Exception {
        TicketNumber number = openByMail();
        desk.claim(number, ANNA);
        desk.reply(number, "Because of the tax.", List.of(), false, ANNA);
        String reply = messageIdOf("reply");

        deliver("From: mia@example.org\nSubject: anything\nMessage-ID: <2@example.org>\nIn-Reply-To: " + reply
                + "\n\nWhich tax?");
        deliver("From: mia@example.org\nSubject: anything\nMessage-ID: <3@example.org>\nReferences: <1@example.org>"
                + " <unknown@example.org>\n\nAnd when?");
        reader.readOnce();

        assertThat(tickets()).hasSize(1);
        assertThat(texts(onlyTicket())).contains("Which tax?", "And when?");
    }

    @Test
    void filesMailToAMergedTicketOnItsSurvivor() throws Exception {
        deliver("From: mia@example.org\nSubject: Question about my invoice\nMessage-ID: <1@example.org>\n\nWhy?");
        deliver("From: mia@example.org\nSubject: Invoice again\nMessage-ID: <2@example.org>\n\nHello?");
        reader.readOnce();
        TicketNumber merged = ticketOf("<1@example.org>");
        TicketNumber survivor = ticketOf("<2@example.org>");
        desk.merge(merged, survivor, ADMIN);

        deliver("From: mia@example.org\nSubject: Re: my question\nMessage-ID: <3@example.org>\n"
                + "References: <1@example.org>\n\nBy thread");
        deliver("From: mia@example.org\nSubject: Re: [" + merged + "]\nMessage-ID: <4@example.org>\n\nBy number");
        reader.readOnce();

        assertThat(tickets()).hasSize(2);
        assertThat(views.ticket(survivor, ADMIN).messages())
                .filteredOn(message -> message.ticket().equals(survivor.value()))
                .extracting(TicketView.Message::text)
                .containsExactly("Hello?", "By thread", "By number");
        assertThat(views.ticket(merged, ADMIN).messages()).hasSize(1);
        assertThat(ticketOf("<3@example.org>")).isEqualTo(survivor);
        assertThat(ticketOf("<4@example.org>")).isEqualTo(survivor);
    }

    private TicketNumber ticketOf(String messageId) {
        return jdbc.sql("select ticket from channel_mail where message_key = :key")
                .param("key", messageId)
                .query((row, n) -> new TicketNumber(row.getString(1)))
                .single();
    }

    @Test
    void joinsByTheNumberInTheSubjectOnlyForThoseWhoTakePart() throws Exception {
        TicketNumber number = openByMail();

        deliver("From: MIA@example.org\nSubject: Re: Invoice [" + number + "]\nMessage-ID: <2@example.org>\n\nMine.");
        deliver("From: eve@example.org\nSubject: Re: Invoice [" + number + "]\nMessage-ID: <3@example.org>\n\nForged.");
        reader.readOnce();

        assertThat(tickets()).hasSize(2);
        assertThat(texts(views.ticket(number, ADMIN))).contains("Mine.").doesNotContain("Forged.");
    }

    @Test
    void namesAThirdPersonWhoAnswersInsteadOfTheCustomer() throws Exception {
        TicketNumber number = openByMail();

        deliver(
                "From: Leo <leo@example.org>\nMessage-ID: <2@example.org>\nIn-Reply-To: <1@example.org>\n\nI am her boss.");
        reader.readOnce();

        assertThat(texts(views.ticket(number, ADMIN))).contains("From: Leo <leo@example.org>\n\nI am her boss.");
    }

    @Test
    void notesTheAnswerOfOneOfOursButNotOfWhomTheMailWasForwardedTo() throws Exception {
        TicketNumber number = openByMail();
        jdbc.sql(
                        """
                        update notification_mail set person = 'vera', recipient = 'vera@promisedesk.local', kind = 'overdue'
                        """)
                .update();
        String told = messageIdOf("overdue");

        deliver("From: Vera <Vera@promisedesk.local>\nMessage-ID: <2@example.org>\nIn-Reply-To: " + told
                + "\n\nI call them.");
        deliver("From: mia@example.org\nMessage-ID: <3@example.org>\nIn-Reply-To: " + told + "\n\nStill nothing.");
        deliver("From: Leo <leo@example.org>\nMessage-ID: <4@example.org>\nIn-Reply-To: " + told
                + "\n\nI am her boss.");
        reader.readOnce();

        List<TicketView.Message> messages = views.ticket(number, ADMIN).messages();
        assertThat(messages)
                .filteredOn(message -> !message.isPublic())
                .singleElement()
                .satisfies(note -> assertThat(note.text()).contains("I call them."));
        assertThat(messages)
                .filteredOn(TicketView.Message::isPublic)
                .extracting(TicketView.Message::text)
                .contains("Still nothing.", "From: Leo <leo@example.org>\n\nI am her boss.");
    }

    @Test
    void notesAnAbsenceNoteAndAnswersNothing() throws Exception {
        TicketNumber number = openByMail();
        int mails = outgoing();

        deliver("From: mia@example.org\nSubject: Out of office\nMessage-ID: <auto@example.org>\n"
                + "Auto-Submitted: auto-replied\nIn-Reply-To: " + messageIdOf("acknowledgement") + "\n\nBack in May.");
        reader.readOnce();

        TicketView ticket = views.ticket(number, ADMIN);
        assertThat(ticket.messages()).anySatisfy(message -> {
            assertThat(message.text()).contains("Back in May.", "From: mia@example.org");
            assertThat(message.isPublic()).isFalse();
        });
        assertThat(outgoing()).isEqualTo(mails);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: All",
                "Precedence: bulk",
                "List-Id: <support.example.org>"
            })
    void opensATicketFromAListOrAFormAndAcknowledgesNothing(String header) throws Exception {
        deliver("From: mia@example.org\nSubject: Invoice\nMessage-ID: <1@example.org>\n" + header + "\n\nWhy?");
        reader.readOnce();

        assertThat(texts(onlyTicket())).containsExactly("Why?");
        assertThat(outgoing()).isZero();
        assertThat(aside()).isEmpty();
    }

    @Test
    void hearsAPersonWhoAnswersOverAList() throws Exception {
        TicketNumber number = openByMail();
        deliver("From: mia@example.org\nMessage-ID: <2@example.org>\nList-Id: <support.example.org>\nIn-Reply-To: "
                + messageIdOf("acknowledgement") + "\n\nStill nothing.");
        reader.readOnce();

        assertThat(views.ticket(number, ADMIN).messages())
                .filteredOn(TicketView.Message::isPublic)
                .extracting(TicketView.Message::text)
                .contains("Still nothing.");
    }

    @Test
    void stopsALoopOfMachines() throws Exception {
        for (int i = 0; i <= limits.hourlyLimit(); i++) {
            deliver(
                    "From: robot@example.org\nSubject: Alarm %d\nMessage-ID: <%d@example.org>\nAuto-Submitted: auto-generated\n\nBeep."
                            .formatted(i, i));
        }
        reader.readOnce();

        assertThat(tickets()).hasSize(limits.hourlyLimit());
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.FLOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Auto-Submitted: auto-replied", "Precedence: auto_reply", "Return-Path: <>"})
    void opensNoTicketFromWhatMachinesAnswer(String header) throws Exception {
        deliver("From: robot@example.org\nSubject: Hello\nMessage-ID: <auto@example.org>\n" + header + "\n\nBeep.");
        reader.readOnce();

        assertThat(tickets()).isEmpty();
        assertThat(outgoing()).isZero();
        assertThat(aside()).hasSize(1);
    }

    @Test
    void takesNothingFromItself() throws Exception {
        deliver("From: support@promisedesk.local\nSubject: Loop\nMessage-ID: <loop@example.org>\n\nOnce more.");
        reader.readOnce();

        assertThat(tickets()).isEmpty();
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.LOOP);
    }

    @Test
    void notesABounceAndMarksTheMailThatDidNotArrive() throws Exception {
        TicketNumber number = openByMail();
        jdbc.sql("update notification_mail set state = 'SENT'").update();
        MailServer.deliver(crlf(MailSamples.bounceOf(messageIdOf("acknowledgement"))));
        reader.readOnce();

        assertThat(views.ticket(number, ADMIN).messages())
                .anySatisfy(message -> assertThat(message.text()).contains("550 5.1.1 no such user"));
        assertThat(jdbc.sql("select state from notification_mail where kind = 'acknowledgement'")
                        .query(String.class)
                        .single())
                .isEqualTo("FAILED");
        assertThat(tickets()).hasSize(1);
        assertThat(jdbc.sql("select recipient from notification_mail where kind = 'mail-failed'")
                        .query(String.class)
                        .list())
                .as("nobody owns it: the supervisor hears of it")
                .containsExactly("vera@promisedesk.local");
    }

    @Test
    void reportsABounceThatBelongsToNoTicket() throws Exception {
        MailServer.deliver(crlf(MailSamples.bounceOf("<unknown@promisedesk.local>")));
        reader.readOnce();

        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.BOUNCE);
        assertThat(jdbc.sql("select recipient from notification_mail where kind = 'mail-aside'")
                        .query(String.class)
                        .list())
                .containsExactly("olga@promisedesk.local");
    }

    @Test
    void stopsAFloodFromOneSender() throws Exception {
        for (int i = 0; i <= limits.hourlyLimit(); i++) {
            deliver("From: mia@example.org\nSubject: Invoice %d\nMessage-ID: <%d@example.org>\n\nWhy?".formatted(i, i));
        }
        reader.readOnce();

        assertThat(tickets()).hasSize(limits.hourlyLimit());
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.FLOOD);
        assertThat(jdbc.sql("select recipient from notification_mail where kind = 'mail-aside'")
                        .query(String.class)
                        .list())
                .containsExactly("olga@promisedesk.local");
    }

    @Test
    void keepsBrokenMimeAndShowsIt() throws Exception {
        deliver("From: mia@example.org\nSubject: Broken\nMessage-ID: <1@example.org>\nContent-Type: multipart/mixed\n\n"
                + "Please call me: 555 123");
        reader.readOnce();

        TicketView ticket = onlyTicket();
        assertThat(ticket.messages().get(0).attachments())
                .extracting(TicketView.File::name)
                .contains("original.eml");
    }

    @Test
    void takesAMailWithMoreFilesThanATicketHolds() throws Exception {
        var mail = new StringBuilder("From: mia@example.org\nSubject: Pictures\nMessage-ID: <1@example.org>\n")
                .append("Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\nLook");
        for (int i = 1; i <= 25; i++) {
            mail.append("<img src='cid:%d'>".formatted(i));
        }
        for (int i = 1; i <= 25; i++) {
            mail.append("\n--b\nContent-Type: image/png; name=%1$d.png\nContent-ID: <%1$d>\n\nx".formatted(i));
        }
        deliver(mail.append("\n--b--\n").toString());

        assertThat(reader.readOnce()).isZero();

        TicketView.Message message = onlyTicket().messages().get(0);
        assertThat(message.attachments()).hasSize(20);
        assertThat(message.text())
                .contains("Left out, too large or one too many: 21.png", "25.png")
                .doesNotContain("[Left out, too large or one too many: 20.png");
        assertThat(message.html()).contains("data:image/png").doesNotContain("cid:");
    }

    @Test
    void setsAMailAsideThatFailsAgainAndAgainAndGoesOnWithTheOthers() throws Exception {
        // The desk refuses it: its subject's first letter is one that this trigger does not like.
        jdbc.sql(
                        """
                        create function refuse_poison() returns trigger language plpgsql as
                        $$ begin raise exception 'poison'; end $$
                        """)
                .update();
        jdbc.sql(
                        """
                        create trigger poison before insert on ticket_ticket for each row
                        when (new.subject = 'Poison') execute function refuse_poison()
                        """)
                .update();
        try {
            deliver("From: mia@example.org\nSubject: Poison\nMessage-ID: <1@example.org>\n\nHm.");
            deliver("From: leo@example.org\nSubject: Invoice\nMessage-ID: <2@example.org>\n\nWhy?");
            assertThat(reader.readOnce()).isEqualTo(1);
            assertThat(tickets()).hasSize(1);
            for (int i = 0; i < 4; i++) {
                engine.pass(Duration.ofMinutes(6));
                reader.readOnce();
            }
        } finally {
            jdbc.sql("drop function refuse_poison cascade").update();
        }

        assertThat(aside()).hasSize(1);
        AsideMail poison = aside().get(0);
        assertThat(poison.reason()).isEqualTo(AsideMail.Reason.FAILED);
        assertThat(poison.detail()).contains("poison");
        assertThat(new String(asideDesk.source(poison.id(), ADMIN), StandardCharsets.UTF_8))
                .contains("Subject: Poison");
        assertThat(flagsInMailbox()).allMatch(flags -> flags.contains(Flags.Flag.SEEN));

        TicketNumber opened = asideDesk.open(poison.id(), ADMIN);
        assertThat(views.ticket(opened, ADMIN).subject()).isEqualTo("Poison");
        assertThat(aside()).isEmpty();
    }

    @Test
    void setsAsideWhatNamesNoSender() throws Exception {
        deliver("Subject: Who am I\nMessage-ID: <1@example.org>\n\nHm.");
        reader.readOnce();

        assertThat(tickets()).isEmpty();
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.NO_SENDER);
    }

    private TicketNumber openByMail() throws Exception {
        deliver(
                "From: Mia Brown <mia@example.org>\nSubject: Invoice\nMessage-ID: <1@example.org>\n\nWhy is it higher?");
        reader.readOnce();
        return new TicketNumber(onlyTicket().number());
    }

    private static void deliver(String mail) {
        MailServer.deliver(crlf(mail));
    }

    private List<String> tickets() {
        return jdbc.sql("select number from ticket_ticket order by number")
                .query(String.class)
                .list();
    }

    private TicketView onlyTicket() {
        assertThat(tickets()).hasSize(1);
        return views.ticket(new TicketNumber(tickets().get(0)), ADMIN);
    }

    private static List<String> texts(TicketView ticket) {
        return ticket.messages().stream().map(TicketView.Message::text).toList();
    }

    private List<AsideMail> aside() {
        return asideDesk.list(false, 10, 0, ADMIN);
    }

    private int outgoing() {
        return jdbc.sql("select count(*) from notification_mail")
                .query(Integer.class)
                .single();
    }

    private String messageIdOf(String kind) {
        return jdbc.sql("select message_id from notification_mail where kind = :kind")
                .param("kind", kind)
                .query(String.class)
                .single();
    }

    private static List<Flags> flagsInMailbox() throws Exception {
        try (Store store = connect();
                Folder inbox = open(store)) {
            return java.util.Arrays.stream(inbox.getMessages())
                    .map(message -> {
                        try {
                            return message.getFlags();
                        } catch (jakarta.mail.MessagingException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }

    private static void unmarkAll() throws Exception {
        try (Store store = connect();
                Folder inbox = open(store)) {
            for (Message message : inbox.getMessages()) {
                Flags flags = message.getFlags();
                message.setFlags(flags, false);
            }
        }
    }

    private static Store connect() throws Exception {
        Store store = MailServer.greenMail().getImap().createStore();
        store.connect(MailServer.SUPPORT, MailServer.PASSWORD);
        return store;
    }

    private static Folder open(Store store) throws Exception {
        Folder inbox = store.getFolder("INBOX");
        inbox.open(Folder.READ_WRITE);
        return inbox;
    }
}
