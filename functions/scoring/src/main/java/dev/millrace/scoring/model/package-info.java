/** The model behind its endpoint. */
package dev.millrace.scoring.model;
