package io.promisedesk.notification;

/**
 * A mail in words.
 *
 * @param subject one line
 * @param text plain text part, derived from the HTML
 * @param html a whole document
 */
public record RenderedMail(String subject, String text, String html) {}
