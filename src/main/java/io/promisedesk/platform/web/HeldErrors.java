package io.promisedesk.platform.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lets a good answer through as it comes and holds a bad one back until somebody has read it. */
final class HeldErrors extends HttpServletResponseWrapper {

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean sentError;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    HeldErrors(HttpServletResponse response) {
        super(response);
    }

    boolean failed() {
        return getStatus() >= 400 && !isCommitted();
    }

    byte[] body() {
        if (writer != null) {
            writer.flush();
        }
        return held.toByteArray();
    }

    /** Sends what was held back. */
    void release() throws IOException {
        byte[] body = body();
        if (isCommitted()) {
            return;
        }
        if (body.length > 0) {
            getResponse().setContentLength(body.length);
            getResponse().getOutputStream().write(body);
        } else if (sentError) {
            super.sendError(getStatus());
        }
    }

    @Override
    public void sendError(int status) {
        sentError = true;
        setStatus(status);
    }

    @Override
    public void sendError(int status, @Nullable String message) {
        sendError(status);
    }

    @Override
    public void flushBuffer() throws IOException {
        if (getStatus() < 400) {
            super.flushBuffer();
        }
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), StandardCharsets.UTF_8));
        }
        return writer;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Switch();
        }
        return stream;
    }

    private final class Switch extends ServletOutputStream {

        @Override
        public void write(int value) throws IOException {
            if (getStatus() >= 400) {
                held.write(value);
            } else {
                getResponse().getOutputStream().write(value);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (getStatus() >= 400) {
                held.write(bytes, offset, length);
            } else {
                getResponse().getOutputStream().write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (getStatus() < 400) {
                getResponse().getOutputStream().flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("the engine's interfaces answer synchronously");
        }
    }
}
