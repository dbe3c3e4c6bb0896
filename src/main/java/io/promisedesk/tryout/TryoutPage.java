package io.promisedesk.tryout;

import com.icegreen.greenmail.store.StoredMessage;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.tryout.TimeMachine.Goal;
import io.promisedesk.tryout.process.DueJobs.Timer;
import io.promisedesk.tryout.process.TryoutClock;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The try-out page: five minutes step by step, everybody's mail, the time machine. */
@Controller
@Profile("tryout & !replay")
class TryoutPage {

    private static final List<String> CAST = List.of("anna", "boris", "clara", "dmitri", "vera", "victor", "olga");
    private static final String STAFF = "@promisedesk.local";

    private final LocalMailServer mailServer;
    private final CustomerMail customerMail;
    private final TimeMachine timeMachine;
    private final TryoutClock clock;
    private final Tour tour;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final Texts texts;

    TryoutPage(
            LocalMailServer mailServer,
            CustomerMail customerMail,
            TimeMachine timeMachine,
            TryoutClock clock,
            Tour tour,
            PeopleDesk people,
            CurrentActor actor,
            Texts texts) {
        this.mailServer = mailServer;
        this.customerMail = customerMail;
        this.timeMachine = timeMachine;
        this.clock = clock;
        this.tour = tour;
        this.people = people;
        this.actor = actor;
        this.texts = texts;
    }

    /** A mailbox in the list. */
    record BoxLine(String address, String name, boolean staff, int count) {}

    /** A mail in the list. */
    record MailLine(long id, String when, String from, String subject) {}

    /** Where the time machine can go. */
    record GoalLine(Goal goal, @Nullable String when) {}

    /** What happens next by itself. */
    record NextLine(String when, String what, @Nullable String ticket) {}

    @GetMapping("/tryout")
    String page(
            @RequestParam(required = false) @Nullable String box,
            @RequestParam(required = false) @Nullable Long mail,
            @RequestParam(required = false) @Nullable String sent,
            Locale locale,
            Model model) {
        live(box, locale, model);
        openMail(box, mail, locale, model);
        model.addAttribute("sent", sent);
        model.addAttribute(
                "cast", CAST.stream().flatMap(id -> people.person(id).stream()).toList());
        return "tryout";
    }

    /** The parts that change by themselves; the page fetches them again and again. */
    @GetMapping("/tryout/live")
    String live(@RequestParam(required = false) @Nullable String box, Locale locale, Model model) {
        var format = new Format(locale);
        model.addAttribute("steps", Tour.Step.values());
        model.addAttribute("taken", tour.taken());
        model.addAttribute("now", format.at(clock.now()));
        Duration ahead = clock.ahead();
        model.addAttribute("ahead", ahead.toMinutes() < 1 ? null : format.length(ahead));
        model.addAttribute("journey", timeMachine.journey());
        model.addAttribute(
                "goals",
                Arrays.stream(Goal.values())
                        .map(goal -> new GoalLine(
                                goal, timeMachine.target(goal).map(format::at).orElse(null)))
                        .toList());
        model.addAttribute("next", next(format));
        model.addAttribute("boxes", boxes(format.locale));
        model.addAttribute("box", box);
        model.addAttribute("mails", mails(box, format));
        return "tryout :: live";
    }

    private List<NextLine> next(Format format) {
        record At(Instant instant, NextLine line) {}
        List<At> all = new ArrayList<>();
        for (Timer timer : timeMachine.upcoming(6)) {
            String key = "process." + timer.process() + "." + timer.element();
            String english = timer.name() == null ? timer.element() : timer.name();
            String what = texts.has(format.locale, key) ? texts.get(format.locale, key) : english;
            String of = String.valueOf(timer.businessKey());
            boolean ticket = TicketNumber.PATTERN.matcher(of).matches();
            String line = ticket ? what : what + ", " + teamName(of.split(":", 2)[0]);
            all.add(new At(timer.due(), new NextLine(format.at(timer.due()), line, ticket ? of : null)));
        }
        for (Shift shift : timeMachine.runningShifts()) {
            String team = people.team(shift.team()).map(found -> found.name()).orElse(shift.team());
            String what =
                    texts.get(format.locale, "tryout.next.shiftEnd", team, String.join(", ", names(shift.people())));
            all.add(new At(shift.end(), new NextLine(format.at(shift.end()), what, null)));
        }
        return all.stream()
                .sorted(Comparator.comparing(At::instant))
                .map(At::line)
                .limit(6)
                .toList();
    }

    private String teamName(String key) {
        return people.team(key).map(Team::name).orElse(key);
    }

    private List<String> names(List<String> ids) {
        return ids.stream()
                .map(id -> people.person(id).map(Person::name).orElse(id))
                .toList();
    }

    private List<BoxLine> boxes(Locale locale) {
        return mailServer.mailboxes().stream()
                .map(box -> new BoxLine(
                        box.address(),
                        box.address().equals(CustomerMail.SUPPORT)
                                ? texts.get(locale, "tryout.mail.support")
                                : owner(box.address()),
                        staff(box.address()),
                        box.messages().size()))
                .sorted(Comparator.comparing((BoxLine box) -> !box.address().equals(CustomerMail.SUPPORT))
                        .thenComparing(BoxLine::staff)
                        .thenComparing(BoxLine::name))
                .toList();
    }

    private String owner(String address) {
        return staff(address)
                ? people.person(address.substring(0, address.indexOf('@')))
                        .map(Person::name)
                        .orElse(address)
                : address;
    }

    private static boolean staff(String address) {
        return address.endsWith(STAFF);
    }

    private List<MailLine> mails(@Nullable String box, Format format) {
        List<MailLine> lines = new ArrayList<>();
        if (box != null && mailServer.has(box)) {
            for (var stored : mailServer.mailbox(box).messages()) {
                MailView mail = MailView.of(stored);
                lines.add(0, new MailLine(mail.id(), format.at(mail.received()), mail.from(), mail.subject()));
            }
        }
        return lines;
    }

    private void openMail(@Nullable String box, @Nullable Long id, Locale locale, Model model) {
        if (box == null || !mailServer.has(box)) {
            return;
        }
        List<MailView> mails =
                mailServer.mailbox(box).messages().stream().map(MailView::of).toList();
        Optional<MailView> open = id == null
                ? mails.stream().reduce((first, second) -> second)
                : mails.stream().filter(mail -> mail.id() == id).findFirst();
        open.ifPresent(mail -> {
            model.addAttribute("mail", mail);
            model.addAttribute("mailAt", new Format(locale).at(mail.received()));
            model.addAttribute("mayAnswer", !staff(box));
        });
    }

    /** A file of a mail: always to be saved, never shown beside our own pages. */
    @GetMapping("/tryout/mails/{mail}/attachments/{number}")
    ResponseEntity<byte[]> attachment(@PathVariable long mail, @PathVariable int number, @RequestParam String box) {
        return (mailServer.has(box) ? mailServer.mailbox(box).messages() : List.<StoredMessage>of())
                .stream()
                        .filter(stored -> stored.getUid() == mail)
                        .findFirst()
                        .flatMap(stored -> MailView.attachment(stored, number))
                        .map(file -> ResponseEntity.ok()
                                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                                .header(
                                        HttpHeaders.CONTENT_DISPOSITION,
                                        ContentDisposition.attachment()
                                                .filename(file.name(), StandardCharsets.UTF_8)
                                                .build()
                                                .toString())
                                .header("X-Content-Type-Options", "nosniff")
                                .body(file.bytes()))
                        .orElseGet(() -> ResponseEntity.notFound().build());
    }

    /** Writes as a customer, or answers a mail in a customer's box. */
    @PostMapping("/tryout/mails")
    String write(
            @RequestParam(defaultValue = "") String name,
            @RequestParam String address,
            @RequestParam(defaultValue = "") String subject,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(required = false) @Nullable Long answers,
            RedirectAttributes redirect) {
        String from = address.strip();
        List<String> references = answers == null || !mailServer.has(from)
                ? List.of()
                : mailServer.mailbox(from).messages().stream()
                        .filter(stored -> stored.getUid() == answers)
                        .map(MailView::of)
                        .flatMap(mail -> mail.references().stream())
                        .toList();
        customerMail.send(name.strip(), from, subject.strip(), text, references);
        redirect.addAttribute("box", from);
        redirect.addAttribute("sent", from);
        return "redirect:/tryout";
    }

    @PostMapping("/tryout/time")
    String travel(
            @RequestParam Goal goal,
            @RequestParam(required = false) @Nullable String box,
            RedirectAttributes redirect) {
        timeMachine.start(goal);
        if (box != null && !box.isEmpty()) {
            redirect.addAttribute("box", box);
        }
        return "redirect:/tryout";
    }

    /** Logs in as somebody of the cast and goes there: nobody should have to type ten passwords in five minutes. */
    @PostMapping("/tryout/become")
    String become(@RequestParam String person, @RequestParam(defaultValue = "/") String to, HttpServletRequest request)
            throws ServletException {
        if (CAST.contains(person)) {
            request.logout();
            request.login(person, "demo");
        }
        boolean ours = Set.of("/kpi", "/tickets", "/tryout", "/camunda/app/tasklist/default/")
                .contains(to);
        return "redirect:" + (ours ? to : "/");
    }

    /** Instants and lengths of time in the reader's language and zone. */
    private final class Format {

        private final Locale locale;
        private final ZoneId zone;
        private final DateTimeFormatter pattern;

        Format(Locale locale) {
            this.locale = Texts.supported(locale);
            this.zone = people.person(actor.get().id()).map(Person::zone).orElse(ZoneOffset.UTC);
            this.pattern = DateTimeFormatter.ofPattern(texts.get(this.locale, "tryout.time.pattern"), this.locale);
        }

        String at(Instant instant) {
            return pattern.format(ZonedDateTime.ofInstant(instant, zone));
        }

        String length(Duration duration) {
            return duration.toDays() > 0
                    ? texts.get(locale, "tryout.time.days", duration.toDays(), duration.toHoursPart())
                    : texts.get(locale, "tryout.time.hours", duration.toHours(), duration.toMinutesPart());
        }
    }
}
