package io.promisedesk.channel;

/** Mails as they come. */
final class MailSamples {

    private MailSamples() {}

    static String bounceOf(String messageId) {
        return """
                Return-Path: <>
                From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
                Subject: Undelivered Mail Returned to Sender
                Message-ID: <bounce-%d@mx.example.org>
                Auto-Submitted: auto-replied
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                I'm sorry to have to inform you that your message could not be delivered.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.org

                Final-Recipient: rfc822; anna@example.org
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 no such user
                --b
                Content-Type: text/rfc822-headers

                Message-ID: %s
                Subject: Re: Printer
                --b--
                """
                .formatted(messageId.hashCode(), messageId);
    }
}
