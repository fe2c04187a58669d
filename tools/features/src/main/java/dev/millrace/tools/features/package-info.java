/** The offline command: documents in, the features of the stream out, as Parquet. */
package dev.millrace.tools.features;
