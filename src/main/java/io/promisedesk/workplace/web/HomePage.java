package io.promisedesk.workplace.web;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Where one lands after the log-in: at one's work. */
@Controller
class HomePage {

    private final CurrentActor actor;

    HomePage(CurrentActor actor) {
        this.actor = actor;
    }

    @GetMapping("/")
    String home() {
        Actor reader = actor.get();
        boolean serves = reader.is(Role.AGENT) || reader.is(Role.SUPERVISOR) || reader.is(Role.DISPATCHER);
        if (serves) {
            return "redirect:/camunda/app/tasklist/";
        }
        return reader.is(Role.DESIGNER) ? "redirect:/processes" : "redirect:/camunda/app/welcome/";
    }
}
