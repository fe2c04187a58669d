/**
 * A model's files, {@code model.json} and {@code model.onnx}, and its answers to rows of raw
 * values.
 */
package dev.millrace.inference;
