package io.promisedesk.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Gives each page of the Camunda web apps a nonce of its own. The web apps keep the present one where all requests share
 * it ({@code ServletContext}, up to 7.24): a request of anybody else between header and page gives the page another nonce
 * than its header names, and the browser then refuses every script of it: the page stays empty. Theirs can be guessed, too.
 */
final class WebAppsPageNonce extends OncePerRequestFilter {

    private static final String POLICY = "Content-Security-Policy";

    private static final Pattern IN_HEADER = Pattern.compile("'nonce-[^']*'");

    private static final Pattern IN_PAGE = Pattern.compile("\\bnonce=\"[^\"]*\"");

    private final SecureRandom random = new SecureRandom();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var kept = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, kept);
        String policy = kept.getHeader(POLICY);
        if (policy != null && String.valueOf(kept.getContentType()).startsWith("text/html")) {
            String nonce = nonce();
            response.setHeader(POLICY, IN_HEADER.matcher(policy).replaceAll("'nonce-" + nonce + "'"));
            // As bytes, so that the page keeps its encoding.
            Matcher page = IN_PAGE.matcher(new String(kept.getContentAsByteArray(), StandardCharsets.ISO_8859_1));
            byte[] own = page.replaceAll("nonce=\"" + nonce + "\"").getBytes(StandardCharsets.ISO_8859_1);
            kept.resetBuffer();
            kept.setContentLength(own.length);
            kept.getOutputStream().write(own);
        }
        kept.copyBodyToResponse();
    }

    private String nonce() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** Scripts, styles and pictures carry no nonce and go through unread. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.substring(path.lastIndexOf('/')).contains(".") && !path.endsWith("/index.html");
    }
}
