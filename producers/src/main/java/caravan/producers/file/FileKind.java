package caravan.producers.file;

import caravan.producers.SourceKind;
import caravan.producers.SourceSettings;

/** {@code file}: a file or a folder of them. */
public final class FileKind implements SourceKind {
    @Override
    public String name() {
        return "file";
    }

    @Override
    public Opener configure(SourceSettings settings) {
        FileSettings read = FileSettings.of(settings);
        return opening -> new FolderSource(read, opening.positions());
    }
}
