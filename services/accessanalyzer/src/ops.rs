//! The operation table of accessanalyzer: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_accessanalyzer::operations;
    ApplyArchiveRule => apply_archive_rule, real, transactional;
    CancelPolicyGeneration => cancel_policy_generation, real, transactional;
    CheckAccessNotGranted => check_access_not_granted, real, transactional;
    CheckNoNewAccess => check_no_new_access, real, transactional;
    CheckNoPublicAccess => check_no_public_access, real, transactional;
    CreateAccessPreview => create_access_preview, real, transactional;
    CreateAnalyzer => create_analyzer, real, transactional;
    CreateArchiveRule => create_archive_rule, real, transactional;
    CreateServiceLinkedAnalyzer => create_service_linked_analyzer, real, transactional;
    DeleteAnalyzer => delete_analyzer, real, transactional;
    DeleteArchiveRule => delete_archive_rule, real, transactional;
    DeleteServiceLinkedAnalyzer => delete_service_linked_analyzer, real, transactional;
    GenerateFindingRecommendation => generate_finding_recommendation, real, transactional;
    GetAccessPreview => get_access_preview, real, transactional;
    GetAnalyzedResource => get_analyzed_resource, real, transactional;
    GetAnalyzer => get_analyzer, real, transactional;
    GetArchiveRule => get_archive_rule, real, transactional;
    GetFinding => get_finding, real, transactional;
    GetFindingRecommendation => get_finding_recommendation, real, transactional;
    GetFindingV2 => get_finding_v2, real, transactional;
    GetFindingsStatistics => get_findings_statistics, real, transactional;
    GetGeneratedPolicy => get_generated_policy, real, transactional;
    ListAccessPreviewFindings => list_access_preview_findings, real, transactional;
    ListAccessPreviews => list_access_previews, real, transactional;
    ListAnalyzedResources => list_analyzed_resources, real, transactional;
    ListAnalyzers => list_analyzers, real, transactional;
    ListArchiveRules => list_archive_rules, real, transactional;
    ListFindings => list_findings, real, transactional;
    ListFindingsV2 => list_findings_v2, real, transactional;
    ListPolicyGenerations => list_policy_generations, real, transactional;
    ListTagsForResource => list_tags_for_resource, real, transactional;
    StartPolicyGeneration => start_policy_generation, real, transactional;
    StartResourceScan => start_resource_scan, real, transactional;
    TagResource => tag_resource, real, transactional;
    UntagResource => untag_resource, real, transactional;
    UpdateAnalyzer => update_analyzer, real, transactional;
    UpdateArchiveRule => update_archive_rule, real, transactional;
    UpdateFindings => update_findings, real, transactional;
    ValidatePolicy => validate_policy, real, transactional;
}
