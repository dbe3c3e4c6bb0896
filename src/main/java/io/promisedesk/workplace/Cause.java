package io.promisedesk.workplace;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an administrator can make of a failure: plain words for its technical text, and with them what to do. */
enum Cause {
    /** The model names something that this version does not have. */
    MODEL("Unknown property used in expression|Cannot resolve identifier|Unknown method used|Cannot find method"
            + "|PropertyNotFoundException|MethodNotFoundException|method is null"),
    TABLE("Dmn\\w*Exception|DMN-\\d+|no decision definition|FEEL[-/]"),
    DATABASE("PSQLException|JDBCConnection|CannotGetJdbcConnection|DataAccess|PersistenceException|SQLException"
            + "|CannotCreateTransaction"),
    /** A desk has refused it. */
    REFUSED("io\\.promisedesk\\.platform\\.Refusal"),
    MEMORY("OutOfMemoryError"),
    UNKNOWN("");

    private final Pattern sign;

    Cause(String sign) {
        this.sign = Pattern.compile(sign);
    }

    static Cause of(String technicalText) {
        // Where it was thrown says nothing: every failure passes the same layers.
        String exceptions =
                technicalText.lines().filter(line -> !line.startsWith("\t")).collect(Collectors.joining("\n"));
        return Arrays.stream(values())
                .filter(cause -> cause.sign.matcher(exceptions).find())
                .findFirst()
                .orElse(UNKNOWN);
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
