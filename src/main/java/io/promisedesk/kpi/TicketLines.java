package io.promisedesk.kpi;

import java.util.List;

/** A page of cases behind a figure, largest contribution first. */
public record TicketLines(List<TicketLine> items, long total) {

    public TicketLines {
        items = List.copyOf(items);
    }
}
