namespace BilskyWeb.Core.Cases;

/// <summary>What a grading run is for.</summary>
public enum RunRole
{
    /// <summary>Its result is the study's: it is shown, flags, and is reviewed.</summary>
    Clinical,

    /// <summary>It runs beside the clinical one to be compared with it. It never becomes a study's result, however new it is.</summary>
    Shadow,
}
