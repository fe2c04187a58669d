/** From documents to feature vectors: the versions of a model, compiled into one pass. */
package dev.millrace.features.plan;
