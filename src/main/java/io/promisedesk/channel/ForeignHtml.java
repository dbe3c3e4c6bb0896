package io.promisedesk.channel;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * HTML that somebody else wrote, made fit to be shown on our pages: text, lists, tables, links. No script, no form, no
 * style, nothing that is loaded from elsewhere: a picture on the sender's server would tell when who reads the ticket.
 */
final class ForeignHtml {

    private static final int LARGEST_INLINE_IMAGE = 256 * 1024;
    private static final Set<String> IMAGE_TYPES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Pattern EMBEDDED_IMAGE =
            Pattern.compile("data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]++");
    private static final Pattern LINK = Pattern.compile("(?i)(?:https?://|mailto:|tel:).*+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "div",
                    "span",
                    "br",
                    "hr",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "b",
                    "strong",
                    "i",
                    "em",
                    "u",
                    "s",
                    "strike",
                    "del",
                    "ins",
                    "sub",
                    "sup",
                    "small",
                    "big",
                    "tt",
                    "code",
                    "pre",
                    "kbd",
                    "samp",
                    "blockquote",
                    "q",
                    "cite",
                    "ul",
                    "ol",
                    "li",
                    "dl",
                    "dt",
                    "dd",
                    "table",
                    "caption",
                    "thead",
                    "tbody",
                    "tfoot",
                    "tr",
                    "th",
                    "td",
                    "a",
                    "img",
                    "center",
                    "font",
                    "abbr",
                    "address")
            .allowAttributes("href")
            .matching(LINK)
            .onElements("a")
            .allowAttributes("src")
            .matching(EMBEDDED_IMAGE)
            .onElements("img")
            .allowAttributes("alt", "title")
            .onElements("img", "abbr")
            .allowAttributes("width", "height")
            .matching(NUMBER)
            .onElements("img")
            .allowAttributes("colspan", "rowspan")
            .matching(NUMBER)
            .onElements("td", "th")
            .allowAttributes("dir")
            .matching(true, "ltr", "rtl")
            .globally()
            .allowUrlProtocols("http", "https", "mailto", "tel", "data")
            .requireRelsOnLinks("noopener", "noreferrer", "nofollow")
            .toFactory();

    private ForeignHtml() {}

    /**
     * @param inlineImages by content id without brackets: the pictures the mail brought along
     * @param types their media types, by the same key
     */
    static String sanitise(String html, Map<String, byte[]> inlineImages, Map<String, String> types) {
        Document document = Jsoup.parse(html);
        document.select("[style]").stream()
                .filter(element -> element.attr("style")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\s", "")
                        .contains("display:none"))
                .forEach(Element::remove);
        for (Element image : document.select("img")) {
            String source = image.attr("src").strip();
            String id = source.regionMatches(true, 0, "cid:", 0, 4) ? source.substring(4) : "";
            byte[] bytes = inlineImages.get(id);
            String type = types.getOrDefault(id, "").toLowerCase(Locale.ROOT);
            if (bytes != null && bytes.length <= LARGEST_INLINE_IMAGE && IMAGE_TYPES.contains(type)) {
                image.attr(
                        "src", "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes));
            } else if (image.attr("alt").isBlank()) {
                image.remove();
            } else {
                image.replaceWith(
                        new org.jsoup.nodes.TextNode("[" + image.attr("alt").strip() + "]"));
            }
        }
        return POLICY.sanitize(document.body().html());
    }
}
