//! The operation table: what SQS does here, how true it is and how it runs. One file an operation.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_sqs::operations;
    AddPermission => add_permission, real, transactional;
    CancelMessageMoveTask => cancel_message_move_task, real, transactional;
    ChangeMessageVisibility => change_message_visibility, real, transactional, data;
    ChangeMessageVisibilityBatch => change_message_visibility_batch, real, transactional, data;
    CreateQueue => create_queue, real, transactional;
    DeleteMessage => delete_message, real, transactional, data;
    DeleteMessageBatch => delete_message_batch, real, transactional, data;
    DeleteQueue => delete_queue, real, transactional;
    GetQueueAttributes => get_queue_attributes, real, transactional;
    GetQueueUrl => get_queue_url, real, transactional;
    ListDeadLetterSourceQueues => list_dead_letter_source_queues, real, transactional;
    ListMessageMoveTasks => list_message_move_tasks, real, transactional;
    ListQueueTags => list_queue_tags, real, transactional;
    ListQueues => list_queues, real, transactional;
    PurgeQueue => purge_queue, real, transactional;
    ReceiveMessage => receive_message, real, waiting, data;
    RemovePermission => remove_permission, real, transactional;
    SendMessage => send_message, real, transactional, data;
    SendMessageBatch => send_message_batch, real, transactional, data;
    SetQueueAttributes => set_queue_attributes, real, transactional;
    StartMessageMoveTask => start_message_move_task, real, transactional;
    TagQueue => tag_queue, real, transactional;
    UntagQueue => untag_queue, real, transactional;
}
