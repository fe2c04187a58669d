package dev.millrace.ingestion.quality.value;

/**
 * 128 bits that stand for a key or a row. Among ten thousand million of them two are the same by
 * chance with a probability of 10<sup>-19</sup>.
 *
 * @param high the first 64 bits
 * @param low the others
 */
public record ValueHash(long high, long low) {}
