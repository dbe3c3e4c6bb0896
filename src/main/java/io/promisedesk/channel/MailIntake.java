package io.promisedesk.channel;

import io.promisedesk.channel.AsideMail.Reason;
import io.promisedesk.channel.IncomingMail.FailedDelivery;
import io.promisedesk.channel.MailLog.Outcome;
import io.promisedesk.notification.SentMails;
import io.promisedesk.notification.SentMails.SentMail;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.FileContent;
import io.promisedesk.ticket.IncomingMessage;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSettings;
import io.promisedesk.ticket.TicketViews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes a mail a ticket, a message on its ticket, a note on it, or sets it aside; once per mail, in one transaction with
 * the fact that it was read.
 */
@Component
class MailIntake {

    private final MailLog log;
    private final AsideMails aside;
    private final SentMails sentMails;
    private final PeopleDesk people;
    private final TicketDesk desk;
    private final TicketViews views;
    private final Texts texts;
    private final IntakeSettings settings;
    private final FileLimits fileLimits;
    private final Clock clock;

    MailIntake(
            MailLog log,
            AsideMails aside,
            SentMails sentMails,
            PeopleDesk people,
            TicketDesk desk,
            TicketViews views,
            Texts texts,
            IntakeSettings settings,
            TicketSettings ticketSettings,
            Clock clock) {
        this.log = log;
        this.aside = aside;
        this.sentMails = sentMails;
        this.people = people;
        this.desk = desk;
        this.views = views;
        this.texts = texts;
        this.settings = settings;
        this.fileLimits = FileLimits.of(ticketSettings);
        this.clock = clock;
    }

    /**
     * @param raw the mail as the mailbox holds it
     * @param receivedAt instant the mailbox took it
     */
    @Transactional
    public void take(byte[] raw, Instant receivedAt) {
        IncomingMail mail = MailParser.parse(raw, fileLimits);
        Optional<Long> row = log.add(mail.key(), mail, receivedAt, clock.instant());
        if (row.isPresent()) {
            decide(row.get(), mail, raw, receivedAt);
        } else if (!log.isTheSame(mail)) {
            setAside(mail.key() + " " + mail.fingerprint(), mail, Reason.REUSED_ID, mail.key(), raw, receivedAt);
        }
    }

    /** For mail that could not be taken however often it was tried, or must not be read at all. */
    @Transactional
    public void takeAside(byte[] raw, Instant receivedAt, Reason reason, String detail) {
        IncomingMail mail = MailParser.parse(raw, fileLimits);
        setAside(mail.key(), mail, reason, detail, raw, receivedAt);
    }

    /** Opens a ticket from a mail that was set aside, because a human says so: it is that of a person. */
    @Transactional
    public TicketNumber openAnyway(long asideId, Actor by) {
        AsideMails.Source source = aside.source(asideId)
                .orElseThrow(() -> Refusal.notFound("channel.refused.noAside", String.valueOf(asideId)));
        IncomingMail mail = MailParser.parse(source.raw(), fileLimits);
        if (mail.sender() == null) {
            throw Refusal.conflict("channel.refused.noSender");
        }
        if (!aside.settle(asideId, by.id())) {
            throw Refusal.conflict("channel.refused.settled");
        }
        // Under a reused Message-ID another message stands already.
        boolean reused = !source.key().equals(mail.messageId());
        TicketNumber ticket = open(reused ? mail.withoutId() : mail, mail.sender(), source.receivedAt());
        log.settle(source.mail(), Outcome.OPENED, ticket);
        return ticket;
    }

    private void setAside(String key, IncomingMail mail, Reason reason, String detail, byte[] raw, Instant receivedAt) {
        log.add(key, mail, receivedAt, clock.instant()).ifPresent(row -> aside.add(row, mail, reason, detail, raw));
    }

    private void decide(long row, IncomingMail mail, byte[] raw, Instant receivedAt) {
        String sender = mail.sender();
        if (sender == null) {
            aside.add(row, mail, Reason.NO_SENDER, "no From, Sender or Return-Path", raw);
        } else if (sentMails.isOurs(sender)
                || mail.messageId() != null
                        && sentMails.byMessageId(mail.messageId()).isPresent()) {
            aside.add(row, mail, Reason.LOOP, "from ourselves", raw);
        } else if (log.mailsOf(sender, clock.instant().minus(Duration.ofHours(1))) > settings.hourlyLimit()) {
            aside.add(row, mail, Reason.FLOOD, "more than " + settings.hourlyLimit() + " in an hour", raw);
        } else {
            switch (mail.kind()) {
                case PERSONAL, NO_AUTO_REPLY -> takePersonal(row, mail, sender, receivedAt);
                case AUTOMATIC, AUTO_REPLY, BOUNCE -> takeAutomatic(row, mail, sender, raw, receivedAt);
            }
        }
    }

    private void takePersonal(long row, IncomingMail mail, String sender, Instant receivedAt) {
        Optional<Conversation> conversation = conversationOf(mail.references());
        if (conversation.isPresent() && isOfStaff(conversation.get(), sender)) {
            note(row, mail, desk.goesOnAs(conversation.get().ticket()));
            return;
        }
        TicketNumber ticket = conversation
                .map(Conversation::ticket)
                .or(() -> numberInSubject(mail, sender))
                .orElse(null);
        if (ticket == null) {
            log.settle(row, Outcome.OPENED, open(mail, sender, receivedAt));
        } else {
            String author = isParticipant(sender, ticket) ? "" : "From: " + address(mail) + "\n\n";
            log.settle(row, Outcome.JOINED, desk.customerWrote(ticket, message(mail, author, receivedAt)));
        }
    }

    /**
     * Machines' mail is a note on the ticket that it is about. Where there is none, what a machine wrote on its own may be
     * a customer's request and opens one; an answer or report to something unknown goes aside.
     */
    private void takeAutomatic(long row, IncomingMail mail, String sender, byte[] raw, Instant receivedAt) {
        FailedDelivery failed = mail.failedDelivery();
        if (failed != null && failed.messageId() != null && failed.forGood()) {
            sentMails.bounced(failed.messageId(), failed.report());
        }
        Optional<Conversation> conversation = Optional.ofNullable(failed == null ? null : failed.messageId())
                .flatMap(id -> conversationOf(List.of(id)))
                .or(() -> conversationOf(mail.references()));
        Optional<TicketNumber> ticket = conversation
                .map(Conversation::ticket)
                .or(() -> numberInSubject(mail, sender))
                .map(desk::goesOnAs);
        boolean customerWasNotReached = failed != null
                && failed.forGood()
                && conversation.filter(about -> about.person() == null).isPresent();
        if (customerWasNotReached && ticket.isPresent()) {
            desk.cameBack(ticket.get(), report(mail), mail.files());
            log.settle(row, Outcome.NOTED, ticket.get());
        } else if (ticket.isPresent()) {
            note(row, mail, ticket.get());
        } else if (mail.kind() == MailKind.AUTOMATIC) {
            log.settle(row, Outcome.OPENED, open(mail, sender, receivedAt));
        } else {
            aside.add(row, mail, Reason.valueOf(mail.kind().name()), "written by a machine", raw);
        }
    }

    private TicketNumber open(IncomingMail mail, String sender, Instant receivedAt) {
        String subject = mail.subject().isBlank() ? text(mail, "channel.mail.noSubject") : mail.subject();
        return desk.open(
                new NewTicket(
                        subject,
                        message(mail, "", receivedAt),
                        sender,
                        mail.senderName(),
                        Channel.MAIL,
                        null,
                        null,
                        null,
                        mail.language(),
                        receivedAt),
                Actor.CUSTOMER);
    }

    private void note(long row, IncomingMail mail, TicketNumber ticket) {
        desk.note(ticket, report(mail), mail.files(), Actor.SYSTEM);
        log.settle(row, Outcome.NOTED, ticket);
    }

    private String report(IncomingMail mail) {
        var text = new StringBuilder("From: " + address(mail) + "\nSubject: " + mail.subject() + "\n");
        if (mail.failedDelivery() != null && !mail.failedDelivery().report().isBlank()) {
            text.append(mail.failedDelivery().report()).append('\n');
        }
        return text.append('\n').append(shownText(mail)).toString();
    }

    private IncomingMessage message(IncomingMail mail, String author, Instant receivedAt) {
        String html = mail.html() == null || author.isEmpty()
                ? mail.html()
                : "<p>" + org.jsoup.nodes.Entities.escape(author.strip()) + "</p>" + mail.html();
        return new IncomingMessage(
                author + shownText(mail),
                html,
                mail.messageId(),
                receivedAt,
                mail.sentAt(),
                mail.files(),
                mail.kind() != MailKind.PERSONAL);
    }

    private String shownText(IncomingMail mail) {
        var text = new StringBuilder(mail.text().isBlank() ? text(mail, "channel.mail.noText") : mail.text());
        for (String file : mail.leftOut()) {
            text.append("\n\n").append(text(mail, "channel.mail.leftOut", file));
        }
        List<String> names = mail.files().stream().map(FileContent::name).toList();
        if (names.contains(MailParser.SOURCE)) {
            text.append("\n\n").append(text(mail, "channel.mail.damaged"));
        } else if (names.contains(MailParser.BEGINNING_OF_SOURCE)) {
            text.append("\n\n").append(text(mail, "channel.mail.damagedAndLarge"));
        }
        return text.toString();
    }

    private String text(IncomingMail mail, String key, Object... arguments) {
        Locale language = mail.language() == null ? Locale.ENGLISH : mail.language();
        return texts.get(language, key, arguments);
    }

    private static String address(IncomingMail mail) {
        return mail.senderName() == null
                ? String.valueOf(mail.sender())
                : mail.senderName() + " <" + mail.sender() + ">";
    }

    /** By the message ids it answers: ours cannot be guessed, so that whoever knows one has been written to. */
    private Optional<Conversation> conversationOf(List<String> references) {
        for (String reference : references) {
            Optional<SentMail> sent = sentMails.byMessageId(reference).filter(mail -> mail.ticket() != null);
            if (sent.isPresent()) {
                return sent.map(mail -> new Conversation(number(mail.ticket()), mail.person()));
            }
            Optional<TicketNumber> received = log.ticketOf(reference);
            if (received.isPresent()) {
                return received.map(ticket -> new Conversation(ticket, null));
            }
        }
        return Optional.empty();
    }

    private static TicketNumber number(@Nullable String ticket) {
        if (ticket == null) {
            throw new IllegalArgumentException("a mail without ticket");
        }
        return new TicketNumber(ticket);
    }

    /** Anybody can write a number into a subject: it counts only for those who take part in that ticket. */
    private Optional<TicketNumber> numberInSubject(IncomingMail mail, String sender) {
        return TicketNumber.in(mail.subject()).filter(ticket -> isParticipant(sender, ticket));
    }

    private boolean isParticipant(String sender, TicketNumber ticket) {
        return log.hasWritten(sender, ticket)
                || sentMails.wentTo(ticket.value(), sender)
                || desk.find(ticket).isPresent()
                        && views.ticket(ticket, Actor.SYSTEM).customer().email().equalsIgnoreCase(sender);
    }

    /** One of ours may have forwarded our mail: only the answer of whom it was sent to is internal. */
    private boolean isOfStaff(Conversation conversation, String sender) {
        return conversation.person() != null
                && people.person(conversation.person())
                        .filter(person -> person.email().equalsIgnoreCase(sender))
                        .isPresent();
    }

    /** @param person whom of ours the mail went to that is answered, or null: a customer */
    private record Conversation(TicketNumber ticket, @Nullable String person) {}
}
