package io.promisedesk.sla;

import java.time.LocalDate;

/** Easter Sunday by the rule of each church, as a date of the calendar on the wall. */
final class Easter {

    private Easter() {}

    /** The Gregorian computus, after Meeus, Jones and Butcher. */
    static LocalDate western(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int of = h + l - 7 * m + 114;
        return LocalDate.of(year, of / 31, of % 31 + 1);
    }

    /** The Julian computus, after Meeus; the Julian date is then so many days behind. */
    static LocalDate orthodox(int year) {
        int d = (19 * (year % 19) + 15) % 30;
        int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
        int of = d + e + 114;
        return LocalDate.of(year, of / 31, of % 31 + 1).plusDays(year / 100 - year / 400 - 2);
    }
}
