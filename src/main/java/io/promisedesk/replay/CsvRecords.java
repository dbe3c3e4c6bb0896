package io.promisedesk.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of comma-separated text as RFC 4180 has it: fields in quotes may hold commas, quotes (twice) and line ends. */
final class CsvRecords {

    private final BufferedReader reader;
    private int line;

    CsvRecords(Reader reader) {
        this.reader = new BufferedReader(reader, 1 << 16);
    }

    /** @param line on which it begins, the first being 1 */
    record CsvRecord(int line, List<String> fields) {}

    @Nullable
    CsvRecord next() throws IOException {
        String text = reader.readLine();
        if (text == null) {
            return null;
        }
        int begin = ++line;
        if (begin == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; ; i++) {
            if (i == text.length()) {
                String more = quoted ? reader.readLine() : null;
                if (more == null) {
                    fields.add(field.toString());
                    return new CsvRecord(begin, fields);
                }
                line++;
                field.append('\n');
                text = more;
                i = -1;
                continue;
            }
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
    }
}
