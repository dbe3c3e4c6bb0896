package io.promisedesk.channel;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IntakeSettings.class, MailboxSettings.class})
class ChannelConfiguration {}
