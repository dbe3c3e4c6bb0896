package io.promisedesk.ticket.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.platform.i18n.PlainTexts;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Lives;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.web.ExplanationJson.ChangeJson;
import io.promisedesk.ticket.web.ExplanationJson.DayJson;
import io.promisedesk.ticket.web.ExplanationJson.TargetJson;
import java.time.LocalDate;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the API tells of a deadline: everything that the page shows, with ids and stored texts. */
class ExplanationJsonTests {

    private static final Texts TEXTS = PlainTexts.all();

    private final Explanation why = Lives.started(Metric.RESOLUTION, "2026-04-01T15:00", "PT18H", "Standard")
            .retargeted("2026-04-02T10:00", "vera", "PT20H", "agreed by vera instead of Standard", "Parts are late.")
            .explainedAt("2026-04-07T11:12");

    private final ExplanationJson json = ExplanationJson.of(
            why,
            day -> day.why().get(0).name(),
            why.inWords(TEXTS, Texts.ENGLISH, id -> id.equals("vera") ? "Vera Orlova" : id));

    @Test
    void aChangeTellsWhatIsPromisedSinceAndOnWhichCalendarVersion() {
        ChangeJson change = json.changes().get(1);

        assertThat(change.target())
                .isEqualTo(new TargetJson(
                        "PT20H", "business-hours", "Europe/Berlin", 75, "agreed by vera instead of Standard"));
        assertThat(change.calendarVersion()).isEqualTo(1);
        assertThat(change.by()).isEqualTo("vera");
        assertThat(change.reason()).isEqualTo("Parts are late.");
    }

    @Test
    void aDayThatDoesNotCountSaysWhichHolidayItIs() {
        assertThat(json.special()).contains(new DayJson(LocalDate.parse("2026-04-03"), List.of(), "Good Friday"));
        assertThat(json.words())
                .contains("Fri, 3 Apr 2026 does not count: Good Friday.", "Reason: Parts are late.")
                .noneSatisfy(sentence -> assertThat(sentence).contains("vera"));
        assertThat(why.inWords(TEXTS, Texts.RUSSIAN, UnaryOperator.identity()))
                .anySatisfy(sentence -> assertThat(sentence).endsWith("не засчитывается: Good Friday."));
    }

    @Test
    void nobodyKnowsWhyIsSaidByLeavingItOut() {
        assertThat(ExplanationJson.of(why, day -> "", List.of()).special())
                .extracting(DayJson::reason)
                .containsOnlyNulls();
    }
}
