package io.promisedesk.notification;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.roster.RosterDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns notices that are due into mails of the outbox: one person after the other, each in a transaction that writes the
 * mail and marks its notices together. Any number of nodes may do so at once.
 */
@Component
class NoticeSender {

    /** Somebody who stands in a roster and has no shift in it for weeks: perhaps one is planned meanwhile. */
    static final Duration WITHOUT_SHIFT = Duration.ofDays(1);

    /** So many are put into words for one mail, which shows a few of them; whatever is due besides is only counted. */
    static final int MOST_READ = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(NoticeSender.class);
    private static final Comparator<Words> WORST_FIRST = Comparator.comparing(
                    (Words words) -> words.written().severity())
            .reversed()
            .thenComparing(words -> words.written().due())
            .thenComparing(words -> words.notice().id());

    /** A notice and what its writer said. */
    record Words(Notice notice, WrittenNotice written) {}

    private final WaitingNotices waiting;
    private final Map<String, NoticeWriter> writers;
    private final DigestMail digest;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate apart;

    NoticeSender(
            WaitingNotices waiting,
            List<NoticeWriter> writers,
            DigestMail digest,
            PeopleDesk people,
            RosterDesk roster,
            ApplicationEventPublisher events,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.waiting = waiting;
        this.writers = writers.stream().collect(Collectors.toUnmodifiableMap(NoticeWriter::kind, Function.identity()));
        this.digest = digest;
        this.people = people;
        this.roster = roster;
        this.events = events;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Everything that is due and need not wait.
     *
     * @return how many mails went into the outbox
     */
    int sendDue() {
        int mails = 0;
        for (String person : waiting.recipientsDue()) {
            try {
                mails += Boolean.TRUE.equals(transaction.execute(status -> send(person))) ? 1 : 0;
            } catch (RuntimeException e) {
                LOG.error("{} could not be told what is due; it will be tried again", person, e);
            }
        }
        return mails;
    }

    private boolean send(String person) {
        if (!waiting.lock(person)) {
            return false;
        }
        List<Notice> due = waiting.takeDue(person, MOST_READ);
        if (due.isEmpty()) {
            return false;
        }
        Optional<Person> to = recipient(person);
        if (to.isEmpty()) {
            waiting.drop(due, "there is no such person");
            return false;
        }
        if (to.get().email().isBlank()) {
            waiting.drop(due, "they have no mail address");
            return false;
        }
        boolean awake = to.get().isOutside()
                || due.stream().allMatch(Notice::atOnce)
                || roster.isOnShift(person, clock.instant());
        List<Words> words = words(awake ? due : withoutHeld(due, person), to.get());
        if (words.isEmpty()) {
            return false;
        }
        long last = due.get(due.size() - 1).id();
        List<Long> unread = due.size() < MOST_READ ? List.of() : waiting.takeMore(person, last, awake);
        return words.size() + unread.size() == 1
                ? sendAlone(words.get(0), to.get())
                : sendTogether(words, unread, to.get());
    }

    private Optional<Person> recipient(String person) {
        return people.person(person)
                .or(() -> person.contains("@") ? Optional.of(Person.outside(person)) : Optional.empty());
    }

    /** Nobody is woken for nothing: what can wait does so while the person is off shift. */
    private List<Notice> withoutHeld(List<Notice> due, String person) {
        Instant now = clock.instant();
        List<Notice> patient = due.stream().filter(notice -> !notice.atOnce()).toList();
        waiting.hold(patient, roster.nextShiftStart(person, now).orElse(now.plus(WITHOUT_SHIFT)));
        return due.stream().filter(Notice::atOnce).toList();
    }

    private boolean sendAlone(Words words, Person to) {
        Notice notice = words.notice();
        Optional<RenderedMail> mail = attempt(List.of(notice), words.written().mail());
        mail.ifPresent(rendered -> leave(
                MailRequested.toColleague(notice.key(), notice.kind(), to, rendered, notice.ticket()),
                List.of(notice.id()),
                to));
        return mail.isPresent();
    }

    private boolean sendTogether(List<Words> words, List<Long> unread, Person to) {
        List<Long> ids = new ArrayList<>();
        words.forEach(one -> ids.add(one.notice().id()));
        ids.addAll(unread);
        List<Words> worstFirst = words.stream().sorted(WORST_FIRST).toList();
        // A notice leaves once, so no other digest has the same first one.
        leave(
                MailRequested.toColleague(
                        "digest:" + ids.get(0), "digest", to, digest.render(worstFirst, unread.size(), to), null),
                ids,
                to);
        return true;
    }

    private void leave(MailRequested mail, List<Long> notices, Person to) {
        events.publishEvent(mail);
        waiting.markSent(notices, to.id(), mail.key());
    }

    private List<Words> words(List<Notice> notices, Person to) {
        if (notices.isEmpty()) {
            return List.of();
        }
        record Answer(Notice notice, Optional<WrittenNotice> written) {}
        Optional<List<Answer>> answers = attempt(notices, () -> notices.stream()
                .map(notice -> new Answer(notice, writer(notice).write(notice, to)))
                .toList());
        if (answers.isEmpty()) {
            // One of many has no words: halving finds it, and the others do not wait for it.
            List<Words> found = new ArrayList<>();
            if (notices.size() > 1) {
                found.addAll(words(notices.subList(0, notices.size() / 2), to));
                found.addAll(words(notices.subList(notices.size() / 2, notices.size()), to));
            }
            return found;
        }
        List<Notice> untrue = answers.get().stream()
                .filter(answer -> answer.written().isEmpty())
                .map(Answer::notice)
                .toList();
        if (!untrue.isEmpty()) {
            waiting.drop(untrue, "no longer true");
        }
        return answers.get().stream()
                .flatMap(answer -> answer.written().map(text -> new Words(answer.notice(), text)).stream())
                .toList();
    }

    /** Apart from the sender's transaction, which a failing statement of a writer would spoil. A single one is postponed. */
    private <T> Optional<T> attempt(List<Notice> notices, Supplier<T> words) {
        try {
            return Optional.ofNullable(apart.execute(status -> words.get()));
        } catch (RuntimeException e) {
            if (notices.size() == 1) {
                Notice notice = notices.get(0);
                LOG.error(
                        "Notice {} ({} to {}) could not be put into words; it will be tried again",
                        notice.id(),
                        notice.kind(),
                        notice.person(),
                        e);
                waiting.postpone(notice, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private NoticeWriter writer(Notice notice) {
        NoticeWriter writer = writers.get(notice.kind());
        if (writer == null) {
            // A node of a later version may have asked for it.
            throw new IllegalStateException("nobody here writes notices of kind " + notice.kind());
        }
        return writer;
    }
}
