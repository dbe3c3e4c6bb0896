package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.TicketLife;
import io.promisedesk.kpi.TicketLife.Moment;
import io.promisedesk.kpi.TicketLife.Promise;
import io.promisedesk.kpi.TicketLife.Spell;
import io.promisedesk.kpi.TicketLives;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.TicketNumber;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The time line of one ticket: a picture, and the same in words. */
@Controller
class LifePage {

    private final TicketLives lives;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final Wording words;

    LifePage(TicketLives lives, PeopleDesk people, CurrentActor actor, Wording words) {
        this.lives = lives;
        this.people = people;
        this.actor = actor;
        this.words = words;
    }

    @GetMapping("/kpi/tickets/{number:T-.+}")
    String life(@PathVariable String number, Locale language, Model model) {
        Actor reader = actor.get();
        if (!TicketNumber.PATTERN.matcher(number).matches()) {
            throw Refusal.notFound("kpi.refused.ticket", number);
        }
        TicketLife life = lives.of(new TicketNumber(number), reader).orElse(null);
        model.addAttribute("number", number);
        model.addAttribute("mined", life != null);
        if (life != null) {
            ZoneId zone = people.person(reader.id()).map(Person::zone).orElse(ZoneOffset.UTC);
            new Telling(life, reader, zone, language).into(model);
        }
        return "kpi/life";
    }

    /** One life told to one reader. */
    private final class Telling {

        private final TicketLife life;
        private final Actor reader;
        private final ZoneId zone;
        private final Locale language;
        private final DateTimeFormatter time;

        Telling(TicketLife life, Actor reader, ZoneId zone, Locale language) {
            this.life = life;
            this.reader = reader;
            this.zone = zone;
            this.language = language;
            this.time = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", language);
        }

        void into(Model model) {
            model.addAttribute("picture", LifePicture.draw(life, words, language, zone));
            model.addAttribute("zone", zone.getId());
            model.addAttribute("sentence", sentence());
            List<Spell> mine = open().stream().filter(this::isMine).toList();
            model.addAttribute(
                    "parts",
                    List.of(
                            new Part(
                                    "stages",
                                    sums(spell -> words.value(Dimension.STAGE, stage(spell), language), open())),
                            new Part("teams", sums(spell -> team(spell.team()), open())),
                            new Part("owners", sums(spell -> person(spell.owner()), mine))));
            model.addAttribute("spells", life.spells().stream().map(this::line).toList());
            model.addAttribute(
                    "promises", life.promises().stream().map(this::line).toList());
            model.addAttribute(
                    "moments", life.moments().stream().map(this::line).toList());
        }

        private List<Spell> open() {
            return life.spells().stream()
                    .filter(spell -> !"confirmation".equals(spell.stage()))
                    .toList();
        }

        /** How long one person had it is a figure on that person. */
        private boolean isMine(Spell spell) {
            String owner = spell.owner();
            return owner != null
                    && (reader.is(Role.ADMIN)
                            || owner.equals(reader.id())
                            || reader.is(Role.SUPERVISOR)
                                    && people.person(owner).map(Person::teams).stream()
                                            .anyMatch(teams -> teams.stream().anyMatch(reader::isIn)));
        }

        private String sentence() {
            double all = open().stream().mapToDouble(Spell::hours).sum();
            List<Sum> stages = sums(spell -> words.value(Dimension.STAGE, stage(spell), language), open());
            boolean lasts = open().stream().anyMatch(spell -> spell.end() == null);
            String whole = text(lasts ? "kpi.life.lasts" : "kpi.life.lasted", words.duration(all, language));
            return stages.isEmpty()
                    ? whole
                    : whole + " "
                            + text(
                                    "kpi.life.most",
                                    stages.get(0).share(),
                                    stages.get(0).name());
        }

        private List<Sum> sums(Function<Spell, @Nullable String> name, List<Spell> spells) {
            double all = open().stream().mapToDouble(Spell::hours).sum();
            Map<String, Double> hours = new LinkedHashMap<>();
            Map<String, Double> business = new LinkedHashMap<>();
            for (Spell spell : spells) {
                String key = name.apply(spell);
                if (key != null) {
                    hours.merge(key, spell.hours(), Double::sum);
                    if (spell.business() != null) {
                        business.merge(key, spell.business(), Double::sum);
                    }
                }
            }
            List<Sum> sums = new ArrayList<>();
            hours.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                    .forEach(entry -> sums.add(new Sum(
                            entry.getKey(),
                            words.duration(entry.getValue(), language),
                            businessTime(business.get(entry.getKey())),
                            all == 0 ? "–" : words.percent(entry.getValue() / all, language))));
            return sums;
        }

        private String businessTime(@Nullable Double hours) {
            return hours == null ? "–" : words.duration(hours, true, language);
        }

        private SpellLine line(Spell spell) {
            Instant end = spell.end();
            return new SpellLine(
                    time(spell.start()),
                    end == null ? text("kpi.life.now") : time(end),
                    words.value(Dimension.STAGE, stage(spell), language),
                    spell.owner() == null ? "–" : words.value(Dimension.OWNER, spell.owner(), language),
                    spell.team() == null ? "–" : words.team(spell.team(), language),
                    words.duration(spell.hours(), language),
                    businessTime(spell.business()));
        }

        private PromiseLine line(Promise promise) {
            return new PromiseLine(
                    words.label("kpi.clock.", promise.metric(), language) + (promise.n() > 1 ? " " + promise.n() : ""),
                    time(promise.startedAt()),
                    promise.due() == null ? "–" : time(promise.due()),
                    promise.endedAt() == null ? "–" : time(promise.endedAt()),
                    text("kpi.life.verdict." + promise.verdict()),
                    switch (promise.verdict()) {
                        case "met" -> "ok";
                        case "missed" -> "late";
                        default -> "";
                    });
        }

        private MomentLine line(Moment moment) {
            String what = text("kpi.life.moment." + moment.kind());
            String element = moment.element();
            String detail =
                    switch (moment.kind()) {
                        case "escalated" -> element == null ? "" : words.value(Dimension.ELEMENT, element, language);
                        case "transferred" -> moment.team() == null ? "" : words.team(moment.team(), language);
                        default -> moment.who() == null ? "" : words.value(Dimension.OWNER, moment.who(), language);
                    };
            return new MomentLine(time(moment.at()), detail.isEmpty() ? what : what + ": " + detail);
        }

        private @Nullable String team(@Nullable String key) {
            return key == null ? null : words.team(key, language);
        }

        private @Nullable String person(@Nullable String id) {
            return id == null ? null : words.value(Dimension.OWNER, id, language);
        }

        private String stage(Spell spell) {
            return spell.stage() == null ? "none" : spell.stage();
        }

        private String time(Instant at) {
            return time.format(at.atZone(zone));
        }

        private String text(String key, Object... arguments) {
            return words.text(language, key, arguments);
        }
    }

    /** How long it spent with each: {@code stages}, {@code teams}, {@code owners}. */
    record Part(String key, List<Sum> sums) {}

    record Sum(String name, String calendar, String business, String share) {}

    record SpellLine(
            String from, String until, String stage, String owner, String team, String calendar, String business) {}

    record PromiseLine(String name, String since, String due, String ended, String verdict, String tone) {}

    record MomentLine(String at, String what) {}
}
