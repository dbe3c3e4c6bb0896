package io.promisedesk.channel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Stands between a mailbox's reader and its server: hears each command, and can refuse some in the server's name. */
final class ImapTap implements AutoCloseable {

    private final ServerSocket entrance;
    private final int serverPort;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean idling;
    private volatile Predicate<String> refused = command -> false;
    private volatile Predicate<String> breaking = command -> false;

    ImapTap(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** From now on the server seems to answer NO to such a command, given without its tag and in upper case. */
    void refuse(Predicate<String> command) {
        refused = command;
    }

    /** From now on the connection breaks when such a command comes. */
    void breakAt(Predicate<String> command) {
        breaking = command;
    }

    /** All commands so far, without tags and in upper case. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    long count(String word) {
        return commands.stream().filter(command -> command.contains(word)).count();
    }

    /** Whether the server has gone into IDLE and the reader has said nothing since. */
    boolean isIdling() {
        return idling;
    }

    private void accept() throws IOException {
        while (!entrance.isClosed()) {
            Socket client = entrance.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(client);
            sockets.add(server);
            run(() -> {
                hear(server, client);
                client.close();
            });
            run(() -> listen(client, server));
        }
    }

    private void hear(Socket server, Socket client) throws IOException {
        var chunk = new byte[8192];
        for (int length = server.getInputStream().read(chunk);
                length >= 0;
                length = server.getInputStream().read(chunk)) {
            client.getOutputStream().write(chunk, 0, length);
            boolean goesOn = new String(chunk, 0, length, StandardCharsets.ISO_8859_1).startsWith("+ ");
            idling |= goesOn && commands.get(commands.size() - 1).equals("IDLE");
        }
    }

    private void listen(Socket client, Socket server) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] tagged = line.split(" ", 2);
            String command = tagged[tagged.length - 1].toUpperCase(java.util.Locale.ROOT);
            idling = false;
            commands.add(command);
            if (breaking.test(command)) {
                client.close();
                break;
            }
            if (refused.test(command)) {
                write(client.getOutputStream(), tagged[0] + " NO cannot be fetched");
            } else {
                write(server.getOutputStream(), line);
            }
        }
        server.close();
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void run(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The connection ended.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }
}
