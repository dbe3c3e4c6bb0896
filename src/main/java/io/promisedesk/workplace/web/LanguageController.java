package io.promisedesk.workplace.web;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The language switch: remembers the choice on this machine and goes back to where the reader was. */
@Controller
class LanguageController {

    @GetMapping("/language")
    ResponseEntity<Void> choose(@RequestParam String to, @RequestParam(defaultValue = "/") String back) {
        ResponseCookie cookie = ResponseCookie.from(ChosenLanguage.COOKIE, "ru".equals(to) ? "ru" : "en")
                .path("/")
                .sameSite("Lax")
                .maxAge(Duration.ofDays(365))
                .build();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .header(HttpHeaders.LOCATION, isOurs(back) ? back : "/")
                .build();
    }

    /** A path of this application; {@code //host} and {@code /\host} would lead elsewhere. */
    private static boolean isOurs(String address) {
        return address.startsWith("/")
                && !address.startsWith("//")
                && address.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
    }
}
