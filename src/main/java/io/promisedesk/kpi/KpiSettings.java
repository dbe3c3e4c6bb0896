package io.promisedesk.kpi;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param mine whether this node mines in the background
 * @param interval how long a miner that is not behind waits before it looks again: a ticket that changes five times
 *     meanwhile is mined once
 * @param rebuild at the next start, whether everything that history still holds is mined anew
 * @param check of how many cases the facts are computed once more at the next start, and compared with what history says
 * @param people whether there are figures on single persons at all
 * @param zone zone in which days and weeks of a report begin, where the reader asks for none
 */
@ConfigurationProperties("promisedesk.kpi")
public record KpiSettings(
        @DefaultValue("true") boolean mine,
        @DefaultValue("1s") Duration interval,
        @DefaultValue("false") boolean rebuild,
        @DefaultValue("0") int check,
        @DefaultValue("true") boolean people,
        @DefaultValue("UTC") ZoneId zone) {}
