"""What `bhxh nlu` says: figures and explanations for people who write the questions and answers."""

VI = {
    "nlu.training": "Dữ liệu đã đổi từ lần huấn luyện trước: huấn luyện tạm trong bộ nhớ để đo (khoảng nửa phút)...",
    "nlu.failed": "Không đo được. Máy báo:\n{detail}",
    "nlu.title": "Trợ lý hiểu câu hỏi đến đâu",
    "nlu.faq": "Câu hỏi",
    "nlu.task": "Việc cần làm",
    "nlu.out_of_scope": "Ngoài phạm vi",
    "nlu.spelling.accented": "có dấu",
    "nlu.spelling.stripped": "bỏ dấu",
    "nlu.spelling.noisy": "gõ ẩu",
    "nlu.spelling.decomposed": "có dấu, NFD",
    "nlu.column.kind": "loại câu",
    "nlu.column.spelling": "cách viết",
    "nlu.column.count": "số câu",
    "nlu.column.first": "đoán đúng nhất",
    "nlu.column.answered": "trả lời đúng",
    "nlu.column.three": "đúng trong ba",
    "nlu.column.wrong": "trả lời sai",
    "nlu.meaning": (
        "Đoán đúng nhất: ý được xếp đầu là đúng, dù chắc hay chưa. Trả lời đúng: đúng và đủ chắc (từ {threshold} trở lên) để trả lời ngay. "
        "Đúng trong ba: trả lời đúng, hoặc câu đúng nằm trong các nút được gợi ý. Trả lời sai: đủ chắc nhưng nhầm; "
        "với câu ngoài phạm vi là đã trả lời dù lẽ ra phải từ chối."
    ),
    "nlu.speed": "Thời gian hiểu một câu: {p50} ms (một nửa số câu), {p95} ms (95 % số câu).",
    "nlu.nfd": "Câu gõ NFD hiểu khác câu gõ NFC: {count}.",
    "nlu.beside": "Câu gần giống được gợi ý kèm: {beside} lần khi đã trả lời đúng, {rescued} lần cứu câu trả lời nhầm.",
    "nlu.confusions": "Nhầm nhiều nhất (tính cả câu chưa đủ chắc)",
    "nlu.confusion": "{count} lần: hỏi {asked}, nghe thành {heard}",
    "nlu.no_confusions": "Không có câu nào bị nhầm.",
    "nlu.asked": "Người dân hỏi",
    "nlu.heard": "Trợ lý nghe thành",
    "nlu.sentences": "Những câu bị nhầm",
    "nlu.picture": "Nhầm lẫn giữa các chủ đề",
    "nlu.picture.caption": (
        "Mỗi hàng là chủ đề được hỏi, mỗi cột là chủ đề trợ lý nghe thành; con số là số câu nhầm, ô càng đậm càng nhiều. "
        "Ô trên đường chéo là nhầm giữa hai câu hỏi cùng chủ đề."
    ),
    "nlu.tasks_topic": "Việc cần làm",
    "nlu.nothing_topic": "Không hiểu",
    "nlu.html": "Đã ghi {file}.",
    "nlu.why.normal": "Câu sau khi chuẩn hóa: {normal}",
    "nlu.why.heard": "Hiểu là: {heard} (chắc {confidence}, cần từ {threshold})",
    "nlu.why.not_sure": "Chưa đủ chắc để trả lời (chắc {confidence}, cần từ {threshold}); trợ lý sẽ gợi ý ba câu gần nhất.",
    "nlu.why.not_ours": "Ngoài phạm vi: trợ lý không trả lời bằng câu hỏi thường gặp.",
    "nlu.why.told": "Hiểu là: {heard}, nhận ra từ chính các từ trong câu, không cần mô hình.",
    "nlu.why.questions": "Một tin nhắn nhiều câu hỏi: {questions}",
    "nlu.why.also": "Gợi ý thêm câu gần nghĩa: {also}",
    "nlu.why.nothing": "Không có chữ nào trong câu này từng gặp khi huấn luyện.",
    "nlu.why.ranking": "Xếp hạng:",
    "nlu.why.for_best": "Những mảnh chữ nặng ký nhất cho {label}:",
    "nlu.why.against_second": "Những mảnh chữ làm {label} hơn {second}:",
}
