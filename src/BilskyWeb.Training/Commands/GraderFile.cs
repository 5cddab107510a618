using BilskyWeb.Inference.Models;

namespace BilskyWeb.Training.Commands;

/// <summary>A grader that a command is given by the name of its ONNX file.</summary>
internal static class GraderFile
{
    /// <summary>Reads it with its card, hash checked.</summary>
    /// <exception cref="InvalidDataException">There is no such file, no card of a grader lies beside it, or the two do not fit.</exception>
    internal static (ModelCard Card, byte[] Onnx) Open(FileInfo file)
    {
        if (file.Directory is not { Exists: true } folder || !file.Exists)
            throw new InvalidDataException($"There is no file {file.FullName}.");
        var catalogue = ModelCatalogue.Open(folder.FullName);
        if (!catalogue.IsOk)
            throw new InvalidDataException(catalogue.Error!.Message);
        if (catalogue.Value.Cards.FirstOrDefault(c => c.Part == ModelCatalogue.GraderPart && c.File == file.Name) is not { } card)
            throw new InvalidDataException($"No card of a grader lies beside {file.FullName}. Only a grader with its card can be used.");
        var model = catalogue.Value.Load(ModelCatalogue.GraderPart, card.Version);
        return model.IsOk ? (card, model.Value.Bytes) : throw new InvalidDataException(model.Error!.Message);
    }

    /// <summary>Reads the weights that a training begins with.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Open"/>, or it is an int8 file: its weights are rounded too far to learn on from.</exception>
    internal static byte[] OpenFloat(FileInfo file) => Open(file) is var (card, onnx) && card.Int8Of is { } source
        ? throw new InvalidDataException($"{file.FullName} is an int8 file, and no training begins with rounded weights. Begin with the float file that it was made from, version {source}.")
        : onnx;
}
