package io.promisedesk.kpi.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer that can also be given as a table. */
interface Tabular {

    String fileName();

    List<String> header();

    List<List<@Nullable Object>> rows();
}
