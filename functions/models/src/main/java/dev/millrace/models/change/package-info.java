/** The history of a model: who changed what, when and why. */
package dev.millrace.models.change;
