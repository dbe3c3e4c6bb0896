package io.promisedesk.kpi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.Figures;
import io.promisedesk.kpi.KpiSettings;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The dashboard of those who lead, and the page of one's own figures. The page comes at once, without a figure; its script
 * fetches the panels one by one, so that a slow one holds up no other.
 */
@Controller
class KpiPage {

    private final PageFilters filters;
    private final Panels panels;
    private final Figures figures;
    private final KpiSettings settings;
    private final CurrentActor actor;
    private final Wording words;
    private final ObjectMapper json;

    KpiPage(
            PageFilters filters,
            Panels panels,
            Figures figures,
            KpiSettings settings,
            CurrentActor actor,
            Wording words,
            ObjectMapper json) {
        this.filters = filters;
        this.panels = panels;
        this.figures = figures;
        this.settings = settings;
        this.actor = actor;
        this.words = words;
        this.json = json;
    }

    @GetMapping("/kpi")
    String all(HttpServletRequest http, Locale language, Model model) {
        return page(http, false, Panels.OF_ALL, language, model);
    }

    @GetMapping("/kpi/me")
    String me(HttpServletRequest http, Locale language, Model model) {
        return page(http, true, Panels.OF_ME, language, model);
    }

    /** @param page {@code me} for one's own figures */
    @GetMapping("/kpi/panels/{panel}")
    String panel(
            @PathVariable String panel,
            @RequestParam(defaultValue = "all") String page,
            HttpServletRequest http,
            Locale language,
            Model model) {
        Actor reader = permitted(page.equals("me"));
        PageFilter filter = filters.read(http, reader, page.equals("me"));
        model.addAttribute("panel", panels.of(panel, filter, reader, language));
        return "kpi/panel :: panel";
    }

    private Actor permitted(boolean personal) {
        Actor reader = actor.get();
        if (personal) {
            if (!reader.leads() && !reader.is(Role.AGENT)) {
                throw Refusal.forbidden("kpi.refused.role");
            }
            if (!settings.people()) {
                throw Refusal.forbidden("kpi.refused.peopleOff");
            }
        } else if (!reader.leads()) {
            throw Refusal.forbidden("kpi.refused.overview");
        }
        return reader;
    }

    private String page(HttpServletRequest http, boolean personal, List<String> shown, Locale language, Model model) {
        Actor reader = permitted(personal);
        PageFilter filter = filters.read(http, reader, personal);
        model.addAttribute("filter", filter);
        model.addAttribute("periods", periods(filter));
        model.addAttribute("choices", filters.choices(filter, reader, language));
        model.addAttribute("chips", chips(filter, language));
        model.addAttribute("buckets", PageFilters.BUCKETS);
        model.addAttribute(
                "compared",
                PageFilters.COMPARED.stream()
                        .filter(dimension -> dimension != Dimension.OWNER || settings.people() && !personal)
                        .toList());
        model.addAttribute("panels", shown);
        model.addAttribute("empty", figures.isEmpty());
        model.addAttribute("failed", figures.failed());
        model.addAttribute("ownToo", settings.people());
        model.addAttribute("leads", reader.leads());
        model.addAttribute("data", data(language));
        return "kpi/overview";
    }

    private List<Period> periods(PageFilter filter) {
        LocalDate today = filters.today(filter.zone());
        List<Period> periods = new ArrayList<>();
        for (int days : PageFilters.PERIODS) {
            LocalDate since = today.minusDays(days - 1L);
            periods.add(new Period(
                    days,
                    filter.during(since, today).address(),
                    since.equals(filter.from()) && today.equals(filter.to())));
        }
        return periods;
    }

    private List<Chip> chips(PageFilter filter, Locale language) {
        return PageFilter.DIMENSIONS.stream()
                .filter(filter.only()::containsKey)
                .map(dimension -> new Chip(
                        words.text(language, "kpi.dimension." + dimension.code()),
                        words.value(dimension, filter.value(dimension.code()), language),
                        filter.without(dimension).address()))
                .toList();
    }

    /** The words of the pictures, so that the script needs no texts of its own. */
    private String data(Locale language) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : List.of(
                "arrived", "solved", "open", "median", "p90", "middle", "kept", "hours", "days", "minutes", "n",
                "share", "tickets", "own", "team", "failed", "again", "expired")) {
            texts.put(key, words.text(language, "kpi.chart." + key));
        }
        try {
            // Safe inside a script element: nothing in it can end the element.
            return json.writeValueAsString(Map.of("language", language.getLanguage(), "texts", texts))
                    .replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    record Period(int days, String address, boolean chosen) {}

    /** A filter that is set, and the page without it. */
    record Chip(String dimension, String value, String without) {}
}
