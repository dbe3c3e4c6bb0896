package io.promisedesk.workplace.web;

import java.util.regex.Pattern;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;
import org.owasp.html.Sanitizers;
import org.springframework.stereotype.Component;

/**
 * A customer's HTML as a document for a sandboxed frame. It was sanitised when it came in; here it is again, whatever
 * way it took, and the frame runs no script and loads nothing from outside, so that reading a mail tells nobody.
 */
@Component
class ForeignHtml {

    /** What a mail brought along; a picture on the sender's server would tell when who reads the ticket. */
    private static final Pattern EMBEDDED_IMAGE =
            Pattern.compile("data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]++");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    private static final PolicyFactory PICTURES = new HtmlPolicyBuilder()
            .allowElements("img")
            .allowAttributes("src")
            .matching(EMBEDDED_IMAGE)
            .onElements("img")
            .allowAttributes("alt", "title")
            .onElements("img")
            .allowAttributes("width", "height")
            .matching(NUMBER)
            .onElements("img")
            .allowUrlProtocols("data")
            .toFactory();

    private static final PolicyFactory POLICY = Sanitizers.FORMATTING
            .and(Sanitizers.BLOCKS)
            .and(Sanitizers.TABLES)
            .and(Sanitizers.STYLES)
            .and(PICTURES)
            .and(new HtmlPolicyBuilder()
                    .allowElements("a", "hr", "pre", "br", "span", "font", "center")
                    .allowAttributes("href")
                    .onElements("a")
                    .allowUrlProtocols("http", "https", "mailto")
                    .requireRelsOnLinks("noopener", "noreferrer", "nofollow")
                    .toFactory());

    private static final String BEFORE =
            """
            <!DOCTYPE html><html><head><meta charset="utf-8">\
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">\
            <base target="_blank"><style>body{font:15px/1.5 system-ui,sans-serif;margin:8px;overflow-wrap:anywhere;\
            color:#1c2733;background:#fff}table{max-width:100%}img{max-width:100%;height:auto}</style></head><body>""";

    String document(String html) {
        return BEFORE + POLICY.sanitize(html) + "</body></html>";
    }
}
