/** Engine configuration, deployer, guards, security, web errors, time, languages. Everybody may use it; it uses nobody. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.promisedesk.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
