package io.promisedesk.tryout;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import io.promisedesk.tryout.SampleMail.Answer;
import io.promisedesk.tryout.SampleMail.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The customers of the first start: they write by real mail, and the desk has answered some of them. */
@Component
@Profile("tryout & !replay")
class Samples {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Sees every ticket. */
    private static final String LEADER = "olga";

    private final List<SampleMail> mails = read();
    private final CustomerMail customerMail;
    private final Done done;

    private final TicketDesk desk;
    private final TicketViews views;
    private final CurrentActor actors;

    Samples(CustomerMail customerMail, Done done, TicketDesk desk, TicketViews views, CurrentActor actors) {
        this.customerMail = customerMail;
        this.done = done;
        this.desk = desk;
        this.views = views;
        this.actors = actors;
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

    /** Each mail is sent once in the life of this try-out, and answered once. */
    void play() {
        for (SampleMail mail : mails) {
            String what = "sample." + mail.address();
            if (!done.all().contains(what)) {
                customerMail.send(mail.name(), mail.address(), mail.subject(), mail.text(), List.of());
                done.mark(what);
            }
        }
        for (SampleMail mail : mails) {
            Answer answer = mail.answer();
            String what = "sample-answer." + mail.address();
            if (answer != null && !done.all().contains(what)) {
                ticketOf(mail.address()).ifPresent(number -> {
                    answer(number, answer);
                    done.mark(what);
                });
            }
        }
    }

    private void answer(TicketNumber number, Answer answer) {
        Actor agent = actors.of(answer.by());
        desk.assign(number, answer.by(), actors.of(LEADER));
        if (answer.text() != null) {
            desk.reply(number, answer.text(), List.of(), "wait".equals(answer.then()), agent);
        }
        if ("resolve".equals(answer.then())) {
            desk.resolve(number, null, agent);
        }
    }

    /** The mail takes its way over the mailbox: wait for it. */
    private Optional<TicketNumber> ticketOf(String customer) {
        var search = new TicketSearch(customer, List.of(), null, null, null, 1, 0);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<TicketNumber> found = views.search(search, actors.of(LEADER)).items().stream()
                    .map(TicketView.Item::number)
                    .map(TicketNumber::new)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            try {
                Thread.sleep(250);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    boolean wroteFrom(String address) {
        return mails.stream().anyMatch(mail -> mail.address().equalsIgnoreCase(address));
    }
}
