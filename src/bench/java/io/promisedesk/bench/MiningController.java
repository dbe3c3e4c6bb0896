package io.promisedesk.bench;

import io.promisedesk.kpi.Miner;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Mines when it is told to, so that it can be timed. */
@RestController
@RequestMapping("/api/bench/mining")
class MiningController {

    private final Miner miner;

    MiningController(Miner miner) {
        this.miner = miner;
    }

    record Mining(int miners) {}

    record Mined(long instances, double seconds) {}

    @PostMapping
    Mined mine(@RequestBody Mining mining) {
        long begin = System.nanoTime();
        long mined = IntStream.range(0, mining.miners())
                .mapToObj(n -> CompletableFuture.supplyAsync(miner::mineAll))
                .toList()
                .stream()
                .mapToLong(CompletableFuture::join)
                .sum();
        return new Mined(mined, (System.nanoTime() - begin) / 1e9);
    }
}
