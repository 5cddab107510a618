using System.Security.Cryptography;
using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference.Models;

/// <summary>A model whose bytes are the ones that its card describes.</summary>
/// <param name="Card">The card.</param>
/// <param name="Path">Where the ONNX file lies.</param>
/// <param name="Bytes">The ONNX file; read once, so that what was checked is what is run.</param>
public sealed record VerifiedModel(ModelCard Card, string Path, byte[] Bytes);

/// <summary>The folder of models: one card (JSON) beside each ONNX file.</summary>
public sealed class ModelCatalogue
{
    /// <summary>The part that finds the canal.</summary>
    public const string RoiPart = "roi";

    /// <summary>The part that grades a region.</summary>
    public const string GraderPart = "grader";

    /// <summary>The part that finds the training cases nearest to a region; of the version of the grader that it belongs to.</summary>
    public const string EvidencePart = "evidence";

    /// <summary>The part that tells the tissues around the canal apart, for the second opinion; a folder may have none.</summary>
    public const string SegmentationPart = "segmentation";

    /// <summary>The part that finds vertebrae on sagittal slices; a folder may have none.</summary>
    public const string VertebraePart = "vertebrae";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;

    private ModelCatalogue(string folder, IReadOnlyList<ModelCard> cards)
    {
        _folder = folder;
        Cards = cards;
    }

    /// <summary>All cards in the folder, newest version first within each part.</summary>
    public IReadOnlyList<ModelCard> Cards { get; }

    /// <summary>Reads the cards of a folder. A JSON file without a part is not a card and is passed over.</summary>
    /// <param name="folder">The folder with cards and ONNX files.</param>
    public static Result<ModelCatalogue> Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            return new ModelMissing($"There is no folder of models at {folder}. Set BILSKY_MODELS to the folder that holds them.");
        }

        List<ModelCard> cards = [];
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(path));
                if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("part", out _))
                {
                    continue;
                }

                var card = document.Deserialize<ModelCard>(Json)!;
                if (Problem(card) is { } problem)
                {
                    return new ModelUnusable($"The model card {path} cannot be used: {problem}");
                }

                cards.Add(card);
            }
            catch (JsonException e)
            {
                return new ModelUnusable($"The model card {path} cannot be read: {e.Message}");
            }
        }

        return new ModelCatalogue(folder, [.. cards.OrderBy(c => c.Part, StringComparer.Ordinal).ThenByDescending(c => Version.Parse(c.Version))]);
    }

    /// <summary>True when there is a card of a part.</summary>
    public bool Has(string part) => Cards.Any(c => c.Part == part);

    /// <summary>Reads the newest model of a part and checks its SHA-256 against its card.</summary>
    /// <param name="part"><see cref="RoiPart"/>, <see cref="GraderPart"/>, <see cref="EvidencePart"/> or <see cref="SegmentationPart"/>.</param>
    /// <param name="version">A version to insist on; null takes the newest that is no int8 twin.</param>
    /// <param name="int8">Where no version is insisted on: take the int8 twin of that newest one, if the folder has it.</param>
    public Result<VerifiedModel> Load(string part, string? version = null, bool int8 = false)
    {
        var card = Cards.FirstOrDefault(c => c.Part == part && (version is null ? c.Int8Of is null : c.Version == version));
        if (card is not null && version is null && int8)
        {
            card = Cards.FirstOrDefault(c => c.Part == part && c.Int8Of == card.Version) ?? card;
        }

        if (card is null)
        {
            return new ModelMissing($"No card of a {part} model{(version is null ? "" : $" {version}")} lies in {_folder}: expected {part}-{version ?? "1.0.0"}.json with its ONNX file.");
        }

        return card.Int8Of is not null && Cards.FirstOrDefault(c => c.Part == part && c.Version == card.Int8Of) is { } source
            ? LoadMadeFrom(source, card with { Decision = source.Decision, Abstain = source.Abstain })
            : Load(card);
    }

    /// <summary>Reads the model of a part whose file has this SHA-256, whatever its version.</summary>
    /// <param name="part"><see cref="RoiPart"/>, <see cref="GraderPart"/> or <see cref="SegmentationPart"/>.</param>
    /// <param name="sha256">64 hexadecimal digits.</param>
    /// <returns>The model; an error where no card names it, its file is gone, or another file lies in its place.</returns>
    public Result<VerifiedModel> LoadBySha256(string part, string sha256) =>
        Cards.FirstOrDefault(c => c.Part == part && string.Equals(c.Sha256, sha256, StringComparison.OrdinalIgnoreCase)) is { } card
            ? Load(part, card.Version)
            : new ModelMissing($"No {part} model with the SHA-256 {sha256} lies in {_folder} any more. Put its ONNX file and its card back there; beside newer ones it is not used for new studies.");

    /// <summary>The file of training cases that belongs to a grader (an int8 twin has its float file's); null where there is none.</summary>
    /// <param name="grader">The grader's card.</param>
    public Result<VerifiedModel>? LoadEvidenceFor(ModelCard grader)
    {
        ArgumentNullException.ThrowIfNull(grader);
        var version = grader.Int8Of ?? grader.Version;
        var source = Cards.FirstOrDefault(c => c.Part == GraderPart && c.Version == version) ?? grader;
        return Cards.FirstOrDefault(c => c.Part == EvidencePart && c.Version == version) is { } card ? LoadMadeFrom(source, card) : default(Result<VerifiedModel>?);
    }

    // A grader trained anew under its old version leaves twin and cases of the network before it behind. What is decided stands on the float file's card alone.
    private Result<VerifiedModel> LoadMadeFrom(ModelCard source, ModelCard card) =>
        card.GraderSha256 is { } made && !string.Equals(made, source.Sha256, StringComparison.OrdinalIgnoreCase)
            ? new ModelAltered($"The model file {Path.Combine(_folder, card.File)} was made from another {source.Name} {source.Version} than {source.File}. Make it anew with ./bilsky train --{(card.Part == EvidencePart ? "evidence" : "int8")}, or remove it with its card.")
            : Load(card);

    private Result<VerifiedModel> Load(ModelCard card)
    {
        var path = Path.Combine(_folder, card.File);
        if (!File.Exists(path))
        {
            return new ModelMissing($"The model file {path} is missing, which {card.Name} {card.Version} needs.");
        }

        var bytes = File.ReadAllBytes(path);
        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return string.Equals(actual, card.Sha256, StringComparison.OrdinalIgnoreCase)
            ? new VerifiedModel(card, path, bytes)
            : new ModelAltered($"The model file {path} is not the one its card describes: SHA-256 is {actual}, the card says {card.Sha256}. Put the original file back.");
    }

    private static string? Problem(ModelCard card) =>
        card.Part is not (RoiPart or GraderPart or EvidencePart or SegmentationPart or VertebraePart) ? $"part must be {RoiPart}, {GraderPart}, {EvidencePart}, {SegmentationPart} or {VertebraePart}, is '{card.Part}'."
        : !Version.TryParse(card.Version, out _) ? $"version must look like 1.0.0, is '{card.Version}'."
        : card.File != Path.GetFileName(card.File) || card.File.Length == 0 ? $"file must be a name in the card's own folder, is '{card.File}'."
        : card.Preprocessing is { } made && made != PreprocessingVersion.Current ? $"it was trained with preprocessing {made}, this program has {PreprocessingVersion.Current}."
        : card.Part is RoiPart or VertebraePart && card.ScoreThreshold is not (> 0 and < 1) ? $"a {card.Part} card needs a scoreThreshold between 0 and 1."
        : card.Part is GraderPart or SegmentationPart && card.RoiSizeMm is not (> 0 and <= 200) ? $"a {card.Part} card needs roiSizeMm, above 0 and at most 200."
        : card.Part == EvidencePart && !(card.NearestDistances is { Length: > 1 } quantiles && quantiles.Zip(quantiles.Skip(1)).All(q => q.First <= q.Second)) ? "an evidence card needs nearestDistances, rising."
        : card.Combine is { } combine && !Enum.IsDefined(combine) ? $"combine must be report, withhold or weigh, is {combine}."
        : card.Decision is { HighGradeFrom: not (> 0 and < 1) } decision ? $"decision.highGradeFrom must be above 0 and below 1, is {decision.HighGradeFrom}."
        : null;
}
