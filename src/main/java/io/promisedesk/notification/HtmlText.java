package io.promisedesk.notification;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** Plain text that says what an HTML document says: paragraphs, lists, table rows, where links lead. */
public final class HtmlText {

    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "table",
            "blockquote",
            "pre",
            "section",
            "article",
            "header",
            "footer",
            "hr",
            "dl",
            "form");
    private static final Set<String> LINES = Set.of("tr", "li", "br", "dt", "dd");
    private static final Set<String> UNSEEN = Set.of("head", "style", "script", "title", "template", "noscript");

    private HtmlText() {}

    /** @param html a document or a fragment; any quality */
    public static String of(String html) {
        return of(Jsoup.parse(html));
    }

    static String of(Document document) {
        var writer = new Writer();
        NodeTraversor.traverse(writer, document.body());
        return writer.text();
    }

    private static final class Writer implements NodeVisitor {

        private final StringBuilder out = new StringBuilder();
        private int unseen;
        private int quoted;
        private int preformatted;
        /** Line breaks owed before the next word. */
        private int owed;

        private boolean space;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof Element element) {
                String name = element.normalName();
                if (isUnseen(element)) {
                    unseen++;
                } else if (name.equals("br")) {
                    owed = owed > 0 && out.length() > 0 ? owed + 1 : 1;
                } else if (BLOCKS.contains(name)) {
                    owe(isLayout(element) ? 1 : 2);
                } else if (LINES.contains(name)) {
                    owe(1);
                } else if (name.equals("td") || name.equals("th")) {
                    space = true;
                }
                if (name.equals("blockquote")) {
                    quoted++;
                } else if (name.equals("pre")) {
                    preformatted++;
                } else if (name.equals("li") && unseen == 0) {
                    write("-");
                    space = true;
                } else if (name.equals("img")
                        && unseen == 0
                        && !element.attr("alt").isBlank()) {
                    write("[" + element.attr("alt").strip() + "]");
                }
            } else if (node instanceof TextNode text && unseen == 0) {
                if (preformatted > 0) {
                    text.getWholeText().lines().forEach(line -> {
                        write(line);
                        owe(1);
                    });
                } else {
                    words(text.getWholeText());
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            String name = element.normalName();
            if (isUnseen(element)) {
                unseen--;
            } else if (name.equals("a") && unseen == 0) {
                String target = element.attr("href").strip();
                boolean leads = target.startsWith("http://") || target.startsWith("https://");
                if (leads && !element.text().strip().equals(target)) {
                    write(": " + target);
                }
            } else if (BLOCKS.contains(name)) {
                owe(isLayout(element) ? 1 : 2);
            } else if (LINES.contains(name) && !name.equals("br")) {
                owe(1);
            }
            if (name.equals("blockquote")) {
                quoted--;
            } else if (name.equals("pre")) {
                preformatted--;
            }
        }

        private static boolean isUnseen(Element element) {
            return UNSEEN.contains(element.normalName()) || element.hasAttr("data-html-only");
        }

        /** Tables that only place things, and plain boxes, do not make paragraphs. */
        private static boolean isLayout(Element element) {
            return element.normalName().equals("div")
                    || element.normalName().equals("table")
                            && element.attr("role").equals("presentation");
        }

        private void words(String raw) {
            String text = raw.replaceAll("[\\s\\u00a0]+", " ");
            if (text.isBlank()) {
                space |= !text.isEmpty();
                return;
            }
            space |= text.startsWith(" ");
            write(text.strip());
            space = text.endsWith(" ");
        }

        private void owe(int breaks) {
            owed = Math.max(owed, breaks);
        }

        private void write(String words) {
            if (out.length() > 0 && owed > 0) {
                out.append("\n".repeat(Math.min(owed, 2)));
            }
            if (out.length() == 0 || owed > 0) {
                out.append("> ".repeat(quoted));
            } else if (space) {
                out.append(' ');
            }
            owed = 0;
            space = false;
            out.append(words);
        }

        String text() {
            return out.toString().strip();
        }
    }
}
