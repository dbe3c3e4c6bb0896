package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.Measure;
import io.promisedesk.kpi.Range;
import io.promisedesk.kpi.Selection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What the address of the dashboard asks for, and the addresses that ask for something else.
 *
 * @param path of the page: {@code /kpi}, or {@code /kpi/me} for one's own figures
 * @param to last day
 * @param only values by dimension; the owner of {@code /kpi/me} is not among them
 * @param bucket into which stretches trends are divided; null: as suits the period
 * @param by by what the comparison compares
 * @param self whose own figures they are, or null
 */
public record PageFilter(
        String path,
        LocalDate from,
        LocalDate to,
        Map<Dimension, String> only,
        boolean business,
        @Nullable Dimension bucket,
        Dimension by,
        ZoneId zone,
        @Nullable String self) {

    static final String ALL = "all";

    /** What a page can be filtered by, in the order of the form. */
    static final List<Dimension> DIMENSIONS = List.of(
            Dimension.TEAM,
            Dimension.CHANNEL,
            Dimension.PRIORITY,
            Dimension.CATEGORY,
            Dimension.TIER,
            Dimension.OWNER,
            Dimension.VERSION);

    private static final int HOURS_UP_TO = 2;
    private static final int DAYS_UP_TO = 45;
    private static final int WEEKS_UP_TO = 550;

    public PageFilter {
        only = Map.copyOf(only);
    }

    Instant start() {
        return from.atStartOfDay(zone).toInstant();
    }

    Instant end() {
        return to.plusDays(1).atStartOfDay(zone).toInstant();
    }

    long days() {
        return ChronoUnit.DAYS.between(from, to) + 1;
    }

    /** For the template: the value of a filter by its name, or nothing. */
    public String value(String dimension) {
        return Dimension.of(dimension).map(only::get).orElse("");
    }

    public boolean isPersonal() {
        return self != null;
    }

    Selection selection() {
        Selection selection = new Selection(start(), end(), only, business, zone);
        return self == null ? selection : selection.with(Dimension.OWNER, self);
    }

    Dimension divided() {
        if (bucket != null) {
            return bucket;
        }
        if (days() <= HOURS_UP_TO) {
            return Dimension.HOUR;
        }
        return days() <= DAYS_UP_TO ? Dimension.DAY : days() <= WEEKS_UP_TO ? Dimension.WEEK : Dimension.MONTH;
    }

    PageFilter during(LocalDate first, LocalDate last) {
        return new PageFilter(path, first, last, only, business, bucket, by, zone, self);
    }

    PageFilter without(Dimension dimension) {
        Map<Dimension, String> others = new EnumMap<>(Dimension.class);
        others.putAll(only);
        others.remove(dimension);
        return new PageFilter(path, from, to, others, business, bucket, by, zone, self);
    }

    /** The present address; everything that is not as usual stands in it. */
    public String address() {
        return query(UriComponentsBuilder.fromPath(path));
    }

    /** Where a panel of this page is to be had. */
    public String panel(String key) {
        return query(
                UriComponentsBuilder.fromPath("/kpi/panels/" + key).queryParam("page", self == null ? "all" : "me"));
    }

    private String query(UriComponentsBuilder address) {
        address.queryParam("from", from).queryParam("to", to);
        for (Dimension dimension : DIMENSIONS) {
            String value = only.get(dimension);
            if (value != null) {
                address.queryParam(dimension.code(), "{" + dimension.code() + "}");
            } else if (dimension == Dimension.TEAM && self == null) {
                // Said, because a supervisor of one team begins with that team.
                address.queryParam("team", ALL);
            }
        }
        address.queryParam("time", business ? "business" : "calendar");
        if (bucket != null) {
            address.queryParam("bucket", bucket.code());
        }
        if (by != Dimension.TEAM) {
            address.queryParam("by", by.code());
        }
        return filled(address, only);
    }

    /** The tickets behind a figure of this page. */
    String tickets(Measure measure) {
        return tickets(selection().of(measure), Range.ALL);
    }

    String tickets(Measure measure, Dimension dimension, String value) {
        return tickets(selection().with(dimension, value).of(measure), Range.ALL);
    }

    String tickets(Measure measure, Range range) {
        return tickets(selection().of(measure), range);
    }

    static String tickets(FigureRequest request, Range range) {
        return address("/kpi/tickets", request, range);
    }

    String csv(String report, Measure measure, String more) {
        return address("/api/kpi/" + report, selection().of(measure), Range.ALL) + "&format=csv" + more;
    }

    static String address(String path, FigureRequest request, Range range) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path)
                .queryParam("metric", request.measure().code());
        ZoneId zone = request.zone();
        if (isWholeDays(request)) {
            address.queryParam("from", request.from().atZone(zone).toLocalDate())
                    .queryParam("to", request.to().atZone(zone).toLocalDate().minusDays(1));
        } else {
            address.queryParam("from", request.from()).queryParam("to", request.to());
        }
        address.queryParam("time", request.business() ? "business" : "calendar");
        // An address takes "Etc/UTC" as well as "UTC", but no bare offset.
        if (ZoneId.getAvailableZoneIds().contains(zone.getId())) {
            address.queryParam("zone", zone.getId());
        }
        if (request.groupBy() != null) {
            address.queryParam("groupBy", request.groupBy().code());
        }
        request.filters().keySet().stream()
                .sorted()
                .forEach(dimension -> address.queryParam(dimension.code(), "{" + dimension.code() + "}"));
        if (range.least() != null) {
            address.queryParam("least", range.least());
        }
        if (range.most() != null) {
            address.queryParam("most", range.most());
        }
        return filled(address, request.filters());
    }

    /** Values come from designers and customers: everything in them is encoded. */
    static String filled(UriComponentsBuilder address, Map<Dimension, String> values) {
        Map<String, Object> variables = new HashMap<>();
        values.forEach((dimension, value) -> variables.put(dimension.code(), value));
        return address.encode().buildAndExpand(variables).toUriString();
    }

    static boolean isWholeDays(FigureRequest request) {
        return isMidnight(request.from(), request.zone()) && isMidnight(request.to(), request.zone());
    }

    private static boolean isMidnight(Instant instant, ZoneId zone) {
        return instant.equals(
                instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
    }
}
