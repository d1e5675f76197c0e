package dev.aether.testing;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/// Takes spans the way a collector does: OTLP over HTTP and over gRPC.
public final class TraceCollector implements AutoCloseable {
  private final HttpServer server;
  private final Server grpc;
  private final List<Seen> spans = new ArrayList<>();

  /// A span as it arrived.
  ///
  /// @param attributes values as text
  /// @param links ids of the linked spans
  public record Seen(
      String name,
      String traceId,
      String id,
      String parentId,
      Span.SpanKind kind,
      boolean failed,
      Map<String, String> attributes,
      List<String> links,
      long startNanos,
      long endNanos) {}

  /// A collector on a port of the system's choice.
  public TraceCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/traces",
        exchange -> {
          take(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      grpc =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .addService(new OverGrpc())
              .build()
              .start();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private final class OverGrpc extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
      take(request);
      answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private synchronized void take(ExportTraceServiceRequest request) {
    request
        .getResourceSpansList()
        .forEach(resource ->
            resource
                .getScopeSpansList()
                .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(seen(span)))));
  }

  private static Seen seen(Span span) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue attribute : span.getAttributesList()) {
      attributes.put(attribute.getKey(), text(attribute.getValue()));
    }
    HexFormat hex = HexFormat.of();
    return new Seen(
        span.getName(),
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getKind(),
        span.getStatus().getCodeValue() == 2,
        attributes,
        span.getLinksList().stream()
            .map(link -> hex.formatHex(link.getSpanId().toByteArray()))
            .toList(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano());
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(TraceCollector::text)
              .toList()
              .toString();
      default -> value.toString();
    };
  }

  /// The variables that send spans here.
  public Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf");
  }

  /// The variables that send spans here over gRPC.
  public Map<String, String> grpcEnvironment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + grpc.getPort(),
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "grpc");
  }

  /// All spans that have arrived.
  public synchronized List<Seen> spans() {
    return List.copyOf(spans);
  }

  /// The only span of this name.
  public Seen span(String name) {
    List<Seen> found = spans().stream().filter(span -> span.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          found.size()
              + " spans are called "
              + name
              + " among "
              + spans().stream().map(Seen::name).toList());
    }
    return found.getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
    grpc.shutdownNow();
  }
}
