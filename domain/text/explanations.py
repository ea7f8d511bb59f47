"""What a score says of somebody in plain words; read by whom it is about, and by whoever decides.

A sentence says what is known and on what it rests, and never what somebody is like.
"""

from collections.abc import Mapping

from domain.text.localized import LocalizedText, text

# What was counted, part by part.
COUNTED: Mapping[str, LocalizedText] = {
    "LEAD": text(id="Yang dihitung.", en="What was counted."),
    "RATING": text(
        id="{label}: {n} jawaban, rata-rata {mean} pada skala 1 sampai 4. Untuk urusan yang sama, jawaban tentang"
        " pegawai lain rata-rata {expected}.",
        en="{label}: {n} answers, on average {mean} on a scale of 1 to 4. For the same kinds of matters, answers"
        " about other people are {expected} on average.",
    ),
    "PROPORTION": text(
        id="{label}: {good} dari {n} kasus. Dari {n} kasus seperti itu, pegawai lain rata-rata mencapai {expected}.",
        en="{label}: {good} of {n} cases. Of {n} cases like these, other people reach {expected} on average.",
    ),
    "REVERSED": text(
        id="{label}: {good} dari {n} kasus. Dari {n} kasus seperti itu, pada pegawai lain rata-rata {expected}.",
        en="{label}: {good} of {n} cases. Of {n} cases like these, it is {expected} with other people on average.",
    ),
    "RATING_ALONE": text(
        id="{label}: {n} jawaban, rata-rata {mean} pada skala 1 sampai 4.",
        en="{label}: {n} answers, on average {mean} on a scale of 1 to 4.",
    ),
    "PROPORTION_ALONE": text(id="{label}: {good} dari {n} kasus.", en="{label}: {good} of {n} cases."),
    "MEASURED": text(
        id="{label}: diukur {n} kali; itu dibaca sebagai {attained} persen dari target untuk waktu itu.",
        en="{label}: measured {n} times; that is read as {attained} percent of the target for that time.",
    ),
    "CASES": text(
        id="{label}: dihitung dari {n} kasus; capaiannya {attained} persen dari target.",
        en="{label}: taken from {n} cases; {attained} percent of the target is reached.",
    ),
    "NOTHING": text(
        id="Belum ada yang dapat dihitung untuk {labels}. Hal itu tidak menaikkan dan tidak menurunkan nilai.",
        en="There is nothing to count yet of {labels}. That neither raises nor lowers the score.",
    ),
}

# Of answers that do not count yet, why.
WAITING: Mapping[str, LocalizedText] = {
    "": text(
        id="{n} jawaban lain belum ditampilkan dan belum dihitung: jawaban baru ditampilkan bila sudah terkumpul"
        " dari sedikitnya {least} warga, supaya tidak ada yang dapat dikenali. Sebagian di antaranya mungkin masih"
        " diperiksa ulang oleh orang lain.",
        en="{n} more answers are not shown and not counted yet: answers are shown once there are some of at least"
        " {least} citizens, so that none of them can be recognised. Some of them may have to be looked at again by"
        " somebody else first.",
    ),
    "HELD": text(
        id="{n} jawaban lain masih ditahan sebentar sebelum dihitung, seperti semua jawaban baru.",
        en="{n} more answers are held for a short time before they count, as all new answers are.",
    ),
    "DOUBT": text(
        id="{n} lainnya sedang diperiksa ulang oleh orang lain, dan belum dihitung.",
        en="{n} more are being looked at again by somebody else, and do not count yet.",
    ),
    "BECAUSE": text(
        id="{n} lainnya sedang diperiksa ulang oleh orang lain, dan belum dihitung, karena {why}.",
        en="{n} more are being looked at again by somebody else, and do not count yet, since {why}.",
    ),
}

# Of a row of the table of answers: that it counts, or for what its answers wait.
ROWS: Mapping[str, LocalizedText] = {
    "COUNTED": text(id="Dihitung.", en="Counted."),
    "": text(
        id="Belum dihitung: jawaban baru ditampilkan bila sudah terkumpul dari sedikitnya {least} warga, supaya"
        " tidak ada yang dapat dikenali. Sebagian mungkin masih diperiksa ulang oleh orang lain.",
        en="Not counted yet: answers are shown once there are some of at least {least} citizens, so that none of them"
        " can be recognised. Some may have to be looked at again by somebody else first.",
    ),
    "HELD": text(
        id="Belum dihitung: jawaban baru ditahan sebentar lebih dahulu.",
        en="Not counted yet: new answers are held for a short time first.",
    ),
    "DOUBT": text(
        id="Belum dihitung: sedang diperiksa ulang oleh orang lain.",
        en="Not counted yet: they are being looked at again by somebody else.",
    ),
    "BECAUSE": text(
        id="Belum dihitung: sedang diperiksa ulang oleh orang lain, karena {why}.",
        en="Not counted yet: they are being looked at again by somebody else, since {why}.",
    ),
}

# Against whom it was compared, and on how many others that rests.
COMPARED: Mapping[str, LocalizedText] = {
    "OTHERS": text(
        id="Pembandingnya adalah {people} pegawai lain yang menangani jenis urusan yang sama, dalam masa sebelum"
        " periode ini. Jadi urusan yang sulit dibandingkan dengan urusan yang sama sulitnya. Jawaban lama tentang"
        " pegawai ini sendiri tidak ikut menjadi pembanding.",
        en="It was compared with {people} other people who dealt with the same kinds of matters, in the time before"
        " this period. So hard matters are compared with matters that are as hard. Earlier answers about this person"
        " are no part of that.",
    ),
    "FEW": text(
        id="Pembandingnya sedikit. Karena itu hasilnya dibaca dengan lebih hati-hati.",
        en="These are few to compare with, so the result is read with more caution.",
    ),
    "UNHEARD": text(
        id="{n} jawaban atau kasus berasal dari jenis urusan yang belum dikenal dari pegawai lain. Itu dibandingkan"
        " dengan semua urusan, dan dibaca dengan lebih hati-hati.",
        en="{n} answers or cases are of kinds of matters that are not known from other people. They were compared"
        " with all matters, and are read with more caution.",
    ),
    "NOBODY": text(
        id="Belum ada jawaban dari masa sebelumnya untuk dijadikan pembanding. Untuk sementara dipakai perkiraan awal"
        " dalam aturan penilaian.",
        en="There are no earlier answers to compare with yet. For the time being the rules' first guess is used.",
    ),
    "TARGET": text(
        id="Indikator rencana kinerja dibandingkan dengan targetnya sendiri, bukan dengan orang lain.",
        en="Indicators of the plan are compared with their own targets, not with other people.",
    ),
}

# By how much answers have moved for everybody since the period opened, on whom that rests, and what follows of it.
SHIFTED: Mapping[str, LocalizedText] = {
    "BETTER": text(id="naik", en="risen"),
    "WORSE": text(id="turun", en="fallen"),
    "RATING": text(
        id="{label}: selama periode ini jawaban tentang semua pegawai {way} {size} pada skala 1 sampai 4, diukur dari"
        " {answers} jawaban tentang {people} pegawai lain yang menangani urusan yang sama sebelum dan selama periode"
        " ini.",
        en="{label}: during this period answers about everybody have {way} by {size} on the scale of 1 to 4, measured"
        " by {answers} answers about {people} other people who dealt with the same kinds of matters before and during"
        " it.",
    ),
    "PROPORTION": text(
        id="{label}: selama periode ini hasil yang baik pada semua pegawai {way} {size} dari setiap 100 kasus, diukur"
        " dari {answers} kasus {people} pegawai lain yang menangani urusan yang sama sebelum dan selama periode ini.",
        en="{label}: during this period good results of everybody have {way} by {size} of each 100 cases, measured by"
        " {answers} cases of {people} other people who dealt with the same kinds of matters before and during it.",
    ),
    "CONFIRMED": text(
        id="Instansi kepegawaian sudah memastikannya: pergeseran itu dihilangkan untuk semua dengan cara yang sama,"
        " sehingga tidak menguntungkan dan tidak merugikan siapa pun.",
        en="The HR agency has confirmed that: it is taken out for all alike, so that it is to nobody's gain or loss.",
    ),
    "REJECTED": text(
        id="Instansi kepegawaian memutuskan untuk tidak menghilangkannya bagi siapa pun: hasilnya dibandingkan dengan"
        " masa sebelum periode ini.",
        en="The HR agency has decided to take it out for nobody: results are compared with the time before this"
        " period.",
    ),
    "WAITING": text(
        id="Instansi kepegawaian belum memutuskannya. Sampai saat itu tidak ada usulan yang bergantung padanya.",
        en="The HR agency has not decided about it yet. Until then no proposal hangs on it.",
    ),
}

# Where the axis stands, and how sure that is.
STANDING: Mapping[str, LocalizedText] = {
    "ESTIMATE": text(
        id="Semua itu bersama-sama menempatkan {axis} pada {estimate} di skala 1 sampai 4; yang diharapkan adalah"
        " {reference}.",
        en="All this together puts {axis} at {estimate} on the scale of 1 to 4; what is expected is {reference}.",
    ),
    "INTERVAL": text(
        id="Angka itu tidak pasti, karena yang diketahui terbatas. Dengan keyakinan {interval} persen, nilai yang"
        " sebenarnya berada antara {low} dan {high}.",
        en="That is not certain, since what is known is limited. With {interval} percent confidence the true value"
        " lies between {low} and {high}.",
    ),
    "CHANCES": text(
        id="Kemungkinan bahwa hasilnya sungguh di atas yang diharapkan: {above}; bahwa sungguh di bawahnya: {below}."
        " Selisih sampai {delta} dianggap sama dengan yang diharapkan.",
        en="The chance that it truly is above what is expected: {above}; that it truly is below: {below}. A"
        " difference of up to {delta} is taken as the same as expected.",
    ),
    "PROVISIONAL": text(
        id="Selama belum ada usulan, angka itu hanya gambaran sementara.",
        en="As long as nothing is proposed, these figures are no more than a first impression.",
    ),
    "NOTHING": text(
        id="Belum ada yang diketahui, jadi {axis} untuk sementara ditempatkan persis pada yang diharapkan:"
        " {reference}.",
        en="Nothing is known yet, so {axis} is put exactly where it is expected for the time being: {reference}.",
    ),
}

# What is proposed.
PROPOSED: Mapping[str, LocalizedText] = {
    "ABOVE": text(
        id="Diusulkan: di atas ekspektasi, karena kemungkinannya sedikitnya {confidence} persen.",
        en="Proposed: above expectation, since the chance of that is at least {confidence} percent.",
    ),
    "MEETS": text(
        id="Diusulkan: sesuai ekspektasi. Perbedaan yang terlihat tidak cukup pasti untuk mengatakan lebih atau"
        " kurang.",
        en="Proposed: as expected. What difference there is is not certain enough to say more or less.",
    ),
    "BELOW": text(
        id="Diusulkan: di bawah ekspektasi, karena kemungkinannya sedikitnya {confidence} persen. Ini menyangkut"
        " hasil dalam satu periode, bukan pribadi seseorang, dan dapat membaik.",
        en="Proposed: below expectation, since the chance of that is at least {confidence} percent. This is about the"
        " results of one period, not about a person's worth, and it can get better.",
    ),
    "READING": text(
        id="Sebelum usulan ini dipakai, pejabat penilai wajib membaca contoh kasusnya: angka tidak menceritakan"
        " keadaan di lapangan.",
        en="Before this proposal is used, the appraiser has to read a sample of the cases: figures do not tell what"
        " things were like.",
    ),
    "HUMAN": text(
        id="Ini usulan. Yang memutuskan adalah pejabat penilai, dan ia dapat memutuskan lain dengan menyebut"
        " alasannya.",
        en="This is a proposal. The appraiser decides, and may decide otherwise and say why.",
    ),
}

# Why nothing is proposed.
UNDECIDED: Mapping[str, LocalizedText] = {
    "APPRAISERS": text(
        id="Dari pekerjaan ini tidak datang jawaban warga atau ukuran untuk {axis}. Itu bukan kekurangan siapa pun:"
        " penilaiannya sepenuhnya pada pejabat penilai.",
        en="This work brings no citizens' answers and no measures of {axis}. That is nobody's fault: it is the"
        " appraiser's alone to judge.",
    ),
    "MEASUREMENT_DUE": text(
        id="Belum ada usulan untuk {axis}: pengukuran yang sudah waktunya belum dicatat, yaitu {missing}. Yang wajib"
        " mencatatnya adalah pejabat penilai atau kepala unit, bukan pegawai ini. Begitu dicatat, usulan dihitung.",
        en="There is no proposal for {axis} yet: measurements that are due have not been recorded, namely {missing}."
        " They are the appraiser's or the unit head's to record, not this person's. As soon as they are, the"
        " proposal is computed.",
    ),
    "TOO_FEW": text(
        id="Belum ada usulan untuk {axis}: diperlukan sedikitnya {minimum} kasus yang benar-benar ikut ditangani, dan"
        " sampai sekarang ada {cases}. Itu tidak mengatakan apa pun tentang mutu pekerjaannya.",
        en="There is no proposal for {axis} yet: at least {minimum} cases are needed that this person truly dealt"
        " with, and so far there are {cases}. That says nothing about how good the work is.",
    ),
    "TOO_LIGHT": text(
        id="Belum ada usulan untuk {axis}: bagian yang datanya cukup baru {enough} persen dari bobotnya, dan"
        " diperlukan {least} persen. Itu tidak mengatakan apa pun tentang mutu pekerjaannya.",
        en="There is no proposal for {axis} yet: parts of which enough is known make up {enough} percent of its"
        " weight, and {least} percent are needed. That says nothing about how good the work is.",
    ),
    "NO_HISTORY": text(
        id="Belum ada usulan untuk {axis}: dari masa sebelumnya belum cukup jawaban yang dapat menjadi pembanding,"
        " dan tanpa pembanding tidak adil mengatakan lebih atau kurang.",
        en="There is no proposal for {axis} yet: from before there are not enough answers to compare with, and"
        " without that it would not be fair to say more or less.",
    ),
    "NOT_TOLD_APART": text(
        id="Belum ada usulan untuk {axis}: hasil pegawai ini tidak dapat dibedakan dari unit dan jenis urusannya,"
        " karena terlalu sedikit yang diketahui dari pegawai lain dengan urusan yang sama. Bisa jadi urusannya yang"
        " mudah atau sulit; dari angka hal itu tidak dapat diketahui.",
        en="There is no proposal for {axis} yet: this person's results cannot be told apart from the unit and its"
        " kinds of matters, since too little is known from others who deal with the same. It may be the matters that"
        " are easy or hard; figures cannot tell.",
    ),
    "SHIFT_UNCONFIRMED": text(
        id="Belum ada usulan untuk {axis}: dalam periode ini jawaban bergeser untuk semua pegawai, dan usulannya"
        " bergantung pada pergeseran itu. Setelah instansi kepegawaian memastikannya, pergeseran itu dihilangkan"
        " untuk semua dengan cara yang sama.",
        en="There is no proposal for {axis} yet: in this period answers have moved for everybody, and the proposal"
        " hangs on that. Once the HR agency has confirmed it, that movement is taken out for all alike.",
    ),
}

# What holds whenever nothing is proposed on one of the axes.
NO_PREDICATE = text(
    id="Predikat baru diusulkan bila hasil kerja dan perilaku kerja keduanya punya usulan.",
    en="A predicate is proposed once both work result and work behaviour have a proposal.",
)

# What would change it.
CHANGES: Mapping[str, LocalizedText] = {
    "RATED": text(
        id="Yang dapat mengubahnya: jawaban dan kasus berikutnya dalam periode ini. Usulan berubah bila salah satu"
        " kemungkinan itu mencapai, atau tidak lagi mencapai, {confidence} persen. Satu jawaban saja, baik atau"
        " buruk, tidak pernah mengubahnya lebih dari satu tingkat.",
        en="What can change it: further answers and cases of this period. The proposal changes when one of these"
        " chances reaches {confidence} percent, or no longer does. A single answer, good or bad, never changes it by"
        " more than one step.",
    ),
    "BELOW": text(
        id="Bila ada jawaban yang tidak benar, atau keadaan yang perlu diketahui (urusan yang berat, kurang orang,"
        " alat yang rusak), sampaikan kepada pejabat penilai. Jawaban yang terbukti tidak benar dikeluarkan dari"
        " hitungan.",
        en="If an answer is not true, or if there is something to know (hard matters, too few people, broken"
        " equipment), tell the appraiser. An answer that is found not to be true is taken out.",
    ),
    "MEASURED": text(
        id="Yang dapat mengubahnya: pengukuran bulan berikutnya, dan pembetulan pengukuran yang keliru.",
        en="What can change it: the measurements of the next months, and the correction of wrong ones.",
    ),
    "APPRAISERS": text(
        id="Yang dapat mengubahnya: penilaian pejabat penilai.",
        en="What can change it: what the appraiser judges.",
    ),
    "MEASUREMENT_DUE": text(
        id="Yang dapat mengubahnya: pencatatan pengukuran itu. Mintalah kepada pejabat penilai.",
        en="What can change it: that these measurements are recorded. Ask the appraiser for it.",
    ),
    "TOO_FEW": text(
        id="Yang dapat mengubahnya: kasus dan jawaban berikutnya. Semua ikut dihitung, baik atau buruk isinya;"
        " periode yang lebih panjang mengumpulkan lebih banyak.",
        en="What can change it: further cases and answers. All of them count, whether they are good or bad; a longer"
        " period gathers more.",
    ),
    "NO_HISTORY": text(
        id="Yang dapat mengubahnya: waktu. Jawaban dalam periode ini menjadi pembanding bagi periode berikutnya.",
        en="What can change it: time. Answers of this period are what the next one is compared with.",
    ),
    "NOT_TOLD_APART": text(
        id="Yang dapat mengubahnya: lebih banyak pegawai lain yang menangani urusan yang sama. Sampai saat itu"
        " pejabat penilai yang menilai.",
        en="What can change it: more other people who deal with the same matters. Until then it is the appraiser's to"
        " judge.",
    ),
    "SHIFT_UNCONFIRMED": text(
        id="Yang dapat mengubahnya: putusan instansi kepegawaian tentang pergeseran itu.",
        en="What can change it: what the HR agency decides about that movement.",
    ),
}

# Of scores by the first method, whose steps are not kept.
BEFORE = text(
    id="Nilai ini dihitung dengan cara yang lama, tanpa penjelasan dengan kata-kata. Perhitungannya ada di bawah.",
    en="This score was computed by the former method, which has no explanation in words. Its arithmetic is below.",
)
