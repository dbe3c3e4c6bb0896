package io.promisedesk.platform.web;

import com.fasterxml.jackson.core.StreamReadConstraints;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** JSON takes as much as a form with files does, and is read no further: a request must not fill the memory. */
@Configuration(proxyBeanMethods = false)
class LargestRequest {

    @Bean
    Jackson2ObjectMapperBuilderCustomizer readsNoLargerJson(
            @Value("${spring.servlet.multipart.max-request-size}") DataSize largest) {
        // Base64 makes four characters of three bytes.
        long characters = largest.toBytes() / 3 * 4 + 1_000_000;
        return builder -> builder.postConfigurer(mapper -> mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(characters)
                        .maxStringLength((int) Math.min(characters, Integer.MAX_VALUE))
                        .build()));
    }
}
