package caravan.inference;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a model version lies on disk.
 *
 * @param version the name it is called by
 * @param base a Hugging Face model folder
 * @param adapter a LoRA adapter folder in PEFT's layout, on that base
 */
public record ModelFiles(String version, Path base, Optional<Path> adapter) {}
