namespace BilskyWeb.Imaging.Series;

/// <summary>Lowers the rank of T2 images that differ from those that the model was made for, and says in what.</summary>
internal static class T2Differences
{
    public static T2Weighting.Judgement Qualify(SeriesFacts s, SeriesNames names, T2Weighting.Judgement judged)
    {
        if (judged.Rank is not { } rank)
        {
            return judged;
        }

        var differences = new List<string>();
        var cautions = new List<string>();
        if (s.Kind == FrameKind.Water)
        {
            differences.Add($"water images of a Dixon series ({s.KindTerm})");
            cautions.Add("Fat-suppressed (Dixon water images): epidural fat cannot be told from other dark tissue.");
        }
        else if (s.Kind != FrameKind.InPhase && (names.FatSuppressed is not null || s.ScanOptions.Any(option => option is "FS" or "FATSAT" or "FAT_SAT" or "SFS")))
        {
            differences.Add("fat-suppressed");
            cautions.Add("Fat-suppressed: epidural fat cannot be told from other dark tissue.");
        }
        else if (s.Kind == FrameKind.InPhase)
        {
            judged = judged with { Sentence = $"{judged.Sentence}, in-phase images of a Dixon series ({s.KindTerm})" };
        }
        else if (names.Dixon is { } dixon)
        {
            differences.Add($"Dixon (\"{dixon}\" in its name)");
            cautions.Add("A Dixon series that does not say which of its images these are: make sure that they are not the fat images.");
        }

        if (names.Reformat is not null || s.ImageType.Any(type => type is "MPR" or "REFORMATTED" or "CPR"))
        {
            differences.Add("reformatted from another plane");
        }

        if (s.ContrastAgent || names.Enhanced is not null)
        {
            differences.Add("after contrast");
        }

        if (IsSingleShot(s, names))
        {
            cautions.Add("Single-shot images are blurred: the edge of the cord is less sharp than on those that the model was made for.");
        }

        // Fat suppression by a selective inversion states its time too, so this alone refuses nothing.
        if (s.InversionTimeMs is { } inversion)
        {
            differences.Add("with an inversion time");
            cautions.Add($"An inversion time of {T2Weighting.Milliseconds(inversion)} is stated (0018,0082): fat, or with a long one CSF, may be dark.");
        }

        return judged with
        {
            Rank = differences.Count == 0 || rank > SeriesRank.T2Variant ? rank : SeriesRank.T2Variant,
            Sentence = differences.Count == 0 ? judged.Sentence : $"{judged.Sentence}, {string.Join(", ", differences)}",
            Cautions = [.. judged.Cautions, .. cautions],
        };
    }

    private static bool IsSingleShot(SeriesFacts s, SeriesNames names) =>
        names.SingleShot is not null || (s.RepetitionTimeMs is { } tr && s.EchoTimeMs is { } te && tr < te);
}
