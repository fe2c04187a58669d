/**
 * The ways in which a feature comes about from the fields of a document: one class each, registered
 * in {@link dev.millrace.features.kind.FeatureKinds}.
 */
package dev.millrace.features.kind;
