package io.promisedesk.workplace.web;

import io.promisedesk.handover.HandoverDesk;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The shift board: who is on, what waits, and one click to move a ticket or a person. The board renews itself; what is
 * being chosen stands in a dialogue (a page of its own without scripts), which nothing renews. Each form says what its
 * reader saw, and is refused where that has changed.
 */
@Controller
class ShiftBoardPage {

    private final ShiftBoards boards;
    private final ShiftBoardActs acts;
    private final RoutingDesk routing;
    private final HandoverDesk handovers;
    private final TicketDesk tickets;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final MessageSource messages;

    ShiftBoardPage(
            ShiftBoards boards,
            ShiftBoardActs acts,
            RoutingDesk routing,
            HandoverDesk handovers,
            TicketDesk tickets,
            PeopleDesk people,
            CurrentActor actor,
            MessageSource messages) {
        this.boards = boards;
        this.acts = acts;
        this.routing = routing;
        this.handovers = handovers;
        this.tickets = tickets;
        this.people = people;
        this.actor = actor;
        this.messages = messages;
    }

    @GetMapping("/board")
    String page(@RequestParam(defaultValue = "") String team, Model model) {
        List<Team> teams = boards.teams(actor.get());
        if (teams.isEmpty()) {
            throw Refusal.forbidden("workplace.board.refused.noTeam");
        }
        model.addAttribute("teams", teams);
        show(team.isEmpty() ? teams.get(0).key() : team, model);
        return "workplace/board";
    }

    /** What the page asks for every few seconds. */
    @GetMapping("/board/now")
    String now(@RequestParam String team, Model model) {
        show(team, model);
        return "workplace/board :: now";
    }

    private void show(String team, Model model) {
        model.addAttribute("board", boards.of(team, actor.get()));
    }

    @GetMapping("/board/tickets/{number:T-.+}")
    @Transactional(readOnly = true)
    public String ticket(
            @PathVariable String number,
            @RequestParam String team,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Model model) {
        model.addAttribute("team", boards.team(team, actor.get()));
        TicketNumber asked = TicketPages.ticket(number);
        OpenTicket ticket = tickets.find(asked)
                .filter(found -> tickets.maySee(asked, actor.get()))
                .orElseThrow(() -> Refusal.notFound("workplace.refused.unknownTicket", number));
        model.addAttribute("ticket", ticket);
        String owner = ticket.owner();
        model.addAttribute("ownerName", owner == null ? null : name(owner));
        model.addAttribute("ranked", routing.ranked(asked));
        model.addAttribute("names", new TicketListPage.Names(people));
        return "workplace/board-ticket" + (by.equals("fetch") ? " :: content" : "");
    }

    /** @param from whom the reader saw as its owner; empty: nobody */
    @PostMapping("/board/tickets/{number:T-.+}")
    String move(
            @PathVariable String number,
            @RequestParam String team,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String owner,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Locale locale,
            Model model) {
        boards.team(team, actor.get());
        TicketNumber moved = TicketPages.ticket(number);
        ShiftBoardActs.Done done = acts.move(moved, emptyIsNull(from), emptyIsNull(owner), actor.get());
        boolean returned = !owner.isEmpty()
                && tickets.find(moved).filter(ticket -> ticket.owner() == null).isPresent();
        return answer(
                returned ? new ShiftBoardActs.Done("workplace.board.done.returned", number, name(owner)) : done,
                team,
                by,
                locale,
                model);
    }

    @GetMapping("/board/offers/{line}")
    @Transactional(readOnly = true)
    public String offer(
            @PathVariable long line,
            @RequestParam String team,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Model model) {
        ShiftBoard board = boards.of(team, actor.get());
        ShiftBoard.Offer offer = board.offers().stream()
                .filter(pending -> pending.line() == line)
                .findFirst()
                .orElseThrow(() -> Refusal.conflict("workplace.board.refused.decided"));
        model.addAttribute("team", board.team());
        model.addAttribute("offer", offer);
        model.addAttribute(
                "ranked",
                routing.ranked(TicketPages.ticket(offer.number())).stream()
                        .filter(other -> !other.candidate().person().equals(offer.receiver()))
                        .toList());
        model.addAttribute("names", new TicketListPage.Names(people));
        return "workplace/board-offer" + (by.equals("fetch") ? " :: content" : "");
    }

    /** @param act {@code redirect} (to somebody), {@code accept} (in the receiver's place) or {@code withdraw} */
    @PostMapping("/board/offers/{line}")
    String decide(
            @PathVariable long line,
            @RequestParam String team,
            @RequestParam String act,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Locale locale,
            Model model) {
        Actor reader = actor.get();
        switch (act) {
            case "redirect" -> handovers.redirect(line, to, emptyIsNull(reason), reader);
            case "accept" -> handovers.accept(line, emptyIsNull(reason), reader);
            case "withdraw" -> handovers.withdraw(line, reader);
            default -> throw Refusal.invalid("act", "workplace.refused.unknownMove", act);
        }
        return answer(new ShiftBoardActs.Done("workplace.board.done.handover"), team, by, locale, model);
    }

    @GetMapping("/board/people/{person}")
    String person(
            @PathVariable String person,
            @RequestParam String team,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Model model) {
        ShiftBoard board = boards.of(team, actor.get());
        model.addAttribute("team", board.team());
        model.addAttribute(
                "member",
                board.members().stream()
                        .filter(member -> member.id().equals(person))
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound("workplace.board.refused.unknownPerson", person)));
        return "workplace/board-person" + (by.equals("fetch") ? " :: content" : "");
    }

    /**
     * @param act {@code home}, {@code ill}, {@code back} or {@code send}
     * @param until of {@code ill}: {@code day} or {@code open}; of {@code send} a time such as 18:00
     */
    @PostMapping("/board/people/{person}")
    String act(
            @PathVariable String person,
            @RequestParam String team,
            @RequestParam String act,
            @RequestParam(defaultValue = "") String until,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Locale locale,
            Model model) {
        Actor reader = actor.get();
        Team of = boards.team(team, reader);
        ShiftBoardActs.Done done =
                switch (act) {
                    case "home" -> acts.sendHome(person, of, reader);
                    case "ill" -> acts.reportIll(person, until.equals("open"), reader);
                    case "back" -> acts.welcomeBack(person, reader);
                    case "send" -> acts.sendToShift(person, of, until, reader);
                    default -> throw Refusal.invalid("act", "workplace.refused.unknownMove", act);
                };
        return answer(done, team, by, locale, model);
    }

    private String answer(ShiftBoardActs.Done done, String team, String by, Locale locale, Model model) {
        String said = Objects.requireNonNull(messages.getMessage(done.key(), done.arguments(), locale));
        if (!by.equals("fetch")) {
            return "redirect:/board?team=" + team;
        }
        model.addAttribute("said", said);
        return "workplace/board :: said";
    }

    private String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    private static @Nullable String emptyIsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
