package dev.millrace.models.registry;

/**
 * The validated file of a version.
 *
 * @param bytes of {@code model.onnx}
 * @param memoryBytes what an instance of the endpoint needs to hold it
 */
public record ModelFile(long bytes, long memoryBytes) {}
